"""Credentials of one sink connection: read from the environment or handed over, never shown."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from dpone_si.replay_errors import ReplayConnectionError

_PREFIXES = ("DPONE_CONN_", "", "DPONE_")
"""Prefixes of dpone's connection variables, the canonical one first."""
_SECRET_FIELDS = ("password", "sasl_password", "service_account_info", "token")
_ALIASES = {"username": ("USERNAME", "USER"), "project": ("PROJECT_ID", "PROJECT")}
_PUBLIC_KEYS = frozenset({"type", "project_id", "client_email", "auth_uri", "token_uri", "universe_domain"})


@dataclass(frozen=True, slots=True)
class SinkCredentials:
    """What a connector needs to reach a sink. Secrets are left out of `repr`; `secrets()` lists them for redaction."""

    connection_id: str
    host: str = ""
    port: int | None = None
    database: str = ""
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    secure: bool = False
    driver: str = ""
    encrypt: str = "yes"
    trust_server_certificate: str = "no"
    project: str = ""
    service_account_key_file: str = field(default="", repr=False)
    service_account_info: str = field(default="", repr=False)
    bootstrap_servers: str = ""
    security_protocol: str = ""
    sasl_mechanism: str = ""
    sasl_username: str = field(default="", repr=False)
    sasl_password: str = field(default="", repr=False)
    ssl_ca_location: str = ""
    token: str = field(default="", repr=False)

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be shown: secret fields, and the values inside a service account document."""
        values = [str(getattr(self, name)) for name in _SECRET_FIELDS]
        return tuple(dict.fromkeys(filter(None, (*values, *_inner_secrets(self.service_account_info)))))

    def require(self, *names: str) -> None:
        """Raise ReplayConnectionError naming the first missing field and the variable that would set it."""
        for name in names:
            if not getattr(self, name):
                raise ReplayConnectionError(
                    f"The connection {self.connection_id!r} has no {name}.",
                    key="connection_id",
                    cure=f"Set the environment variable {variable(self.connection_id, name)}.",
                )


def variable(connection_id: str, name: str) -> str:
    """The canonical environment variable of one field, for example DPONE_CONN_DWH_HOST."""
    return f"{_PREFIXES[0]}{_suffix(connection_id)}_{_ALIASES.get(name, (name,))[0].upper()}"


def credentials_from_environment(connection_id: str, environ: Mapping[str, str] | None = None) -> SinkCredentials:
    """Credentials of `connection_id` from `DPONE_CONN_<ID>_<FIELD>` variables (dpone's own names).

    Raises ReplayConnectionError when no variable of the connection is set or a number cannot be read.
    """
    if not _suffix(connection_id):
        raise ReplayConnectionError(
            "The connection has no name.", key="connection_id", cure="Name the connection of the sink."
        )
    source = os.environ if environ is None else environ
    values = {item.name: _find(source, connection_id, item.name) for item in fields(SinkCredentials)}
    found = {name: value for name, value in values.items() if value is not None and name != "connection_id"}
    if not found:
        raise ReplayConnectionError(
            f"The connection {connection_id!r} is not configured: no {variable(connection_id, '*')} variable is set.",
            key="connection_id",
            cure=f"Set {variable(connection_id, 'host')} and the variables beside it.",
        )
    return credentials_from_mapping(connection_id, found)


def credentials_from_mapping(connection_id: str, values: Mapping[str, object]) -> SinkCredentials:
    """Credentials handed over as a mapping; unknown keys are ignored. Raises ReplayConnectionError for a bad port."""
    known: dict[str, Any] = {item.name: values[item.name] for item in fields(SinkCredentials) if item.name in values}
    known.pop("connection_id", None)
    if known.get("port") not in (None, ""):
        try:
            known["port"] = int(str(known["port"]))
        except ValueError:
            raise ReplayConnectionError(
                f"The port of connection {connection_id!r} is not a number.",
                key="connection_id",
                cure=f"Set {variable(connection_id, 'port')} to a number.",
            ) from None
    else:
        known.pop("port", None)
    if "secure" in known:
        known["secure"] = str(known["secure"]).strip().lower() in {"1", "true", "yes", "y", "on"}
    info = known.get("service_account_info")
    if isinstance(info, dict):
        known["service_account_info"] = json.dumps(info)
    return SinkCredentials(connection_id, **{name: value for name, value in known.items() if value is not None})


def _find(source: Mapping[str, str], connection_id: str, name: str) -> str | None:
    for prefix in _PREFIXES:
        for spelling in _ALIASES.get(name, (name.upper(),)):
            value = source.get(f"{prefix}{_suffix(connection_id)}_{spelling}")
            if value is not None:
                return value
    return None


def _suffix(connection_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", connection_id.strip()).strip("_").upper()


def _inner_secrets(document: str) -> Iterable[str]:
    try:
        parsed: object = json.loads(document) if document else {}
    except ValueError:
        return ()
    if not isinstance(parsed, dict):
        return ()
    items = cast("dict[str, object]", parsed).items()
    return [value for key, value in items if isinstance(value, str) and key not in _PUBLIC_KEYS]
