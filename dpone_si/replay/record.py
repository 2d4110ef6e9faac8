"""The replay artifact: a request and its outcome as JSON, and the way back to the request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from dpone_si.replay.adapters import ReplayAdapterResult
from dpone_si.replay.redaction import redact_value
from dpone_si.replay.request import ReplayExecutionRequest, check_request
from dpone_si.replay_errors import MalformedReplayArtifactError, ReplayRequestError

ARTIFACT_SCHEMA_VERSION = "dpone.replay.artifact.v1"


def artifact_text(
    request: ReplayExecutionRequest,
    commands: tuple[str, ...],
    outcome: ReplayAdapterResult | None,
    *,
    interrupted_by: BaseException | None = None,
) -> str:
    """The whole artifact, without secrets; `outcome` is None while nothing has been executed."""
    waiting = "approved" if request.yes else "planned"
    status = outcome.status if outcome else "interrupted" if interrupted_by else waiting
    asked = {key: value for key, value in asdict(request).items() if key != "yes"}
    payload = {
        "schema_version": ARTIFACT_SCHEMA_VERSION,
        **asked,
        "mode": "execute" if request.yes else "plan",
        "executed": status == "executed",
        "status": status,
        "state_committed": outcome.state_committed if outcome else False,
        "created_at": datetime.now(UTC).isoformat(),
        "commands": list(commands),
        "operations": list(outcome.operations) if outcome else [],
        "diagnostics": outcome.to_dict() if outcome else {},
    }
    if interrupted_by is not None:
        payload["interrupted_by"] = type(interrupted_by).__name__
    return json.dumps(redact_value(payload), ensure_ascii=False, indent=2, default=str) + "\n"


def read_replay_artifact(path: str | Path) -> ReplayExecutionRequest:
    """The request recorded in a replay artifact, not approved: set `yes` with `dataclasses.replace` to execute it.

    Raises MalformedReplayArtifactError naming the file, the key and the cure.
    """
    source = Path(path)
    payload = _load(source)
    values: dict[str, Any] = {}
    for field in fields(ReplayExecutionRequest):
        if field.name == "yes" or field.name not in payload:
            continue
        values[field.name] = _field_value(source, field.name, str(field.type), payload[field.name])
    for name in ("action", "run_id", "source_type", "sink_type", "strategy_mode"):
        if name not in values:
            raise _malformed(source, name, "The key is missing.")
    request = ReplayExecutionRequest(**values)
    try:
        check_request(request)
    except ReplayRequestError as error:
        raise _malformed(source, error.key, error.message) from error
    return request


def _load(source: Path) -> Mapping[str, Any]:
    try:
        payload: object = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise _malformed(source, None, f"The file cannot be read: {error.strerror or type(error).__name__}.") from error
    except (ValueError, RecursionError) as error:
        raise _malformed(source, None, "The file is not JSON in UTF-8.") from error
    if not isinstance(payload, dict):
        raise _malformed(source, None, "The file holds no JSON object.")
    mapping = cast("dict[str, Any]", payload)
    version = mapping.get("schema_version", ARTIFACT_SCHEMA_VERSION)  # artifacts of dpone 0.88.0 carry no version
    if version != ARTIFACT_SCHEMA_VERSION:
        raise _malformed(source, "schema_version", f"{version!r} is not {ARTIFACT_SCHEMA_VERSION!r}.")
    return mapping


def _field_value(source: Path, name: str, kind: str, value: object) -> object:
    if kind.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value)):
            return tuple(cast("list[str]", value))
        raise _malformed(source, name, "The value is not a list of texts.")
    if kind == "bool" and not isinstance(value, bool):
        raise _malformed(source, name, "The value is neither true nor false.")
    if kind == "str" and not isinstance(value, str):
        raise _malformed(source, name, "The value is not a text.")
    return value


def _malformed(source: Path, key: str | None, message: str) -> MalformedReplayArtifactError:
    return MalformedReplayArtifactError(
        message,
        key=key,
        path=str(source),
        cure="Plan the replay again; the service writes a whole artifact.",
    )
