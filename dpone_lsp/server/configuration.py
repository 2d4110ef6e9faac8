"""The settings in force for each document: those of files, which CI shares, and what the client's own section adds to
them.

Where a settings file speaks, it wins: editor and CI must not disagree about it. The client's section fills what the
file leaves open, and may ignore more or ask for the strict tier, because an editor sends defaults for everything
whether somebody chose them or not.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dpone_lsp.model.settings import Settings, SettingsError
from dpone_lsp.rules.custom import load_faults
from dpone_lsp.settings.file import load_settings, settings_from
from dpone_lsp.settings.find import find_settings_file

_log = logging.getLogger(__name__)

#: How the client's section is named in messages.
CLIENT: Final = "the editor's settings `dpone.lint`"

Json = dict[str, Any]

#: What a client may set in its `dpone` section, and what holds where it does not. Extensions offer the same names and
#: defaults.
CLIENT_SETTINGS: Final[Mapping[str, Any]] = {
    "lint.tier": "default",
    "lint.select": [],
    "lint.ignore": [],
    "lint.severity": {},
    "inlayHints.decision": True,
    "inlayHints.inherited": True,
    "inlayHints.builtin": False,
    "inlayHints.templates": True,
    "codeLens.enabled": True,
}
_LINT_KEYS: Final = tuple(name.removeprefix("lint.") for name in CLIENT_SETTINGS if name.startswith("lint."))


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting that cannot be used. `path` is '' when it stands in no file; `line` is 1-based."""

    path: str
    line: int | None
    message: str

    @property
    def text(self) -> str:
        where = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        return where + self.message


class Configuration:
    """Answers with settings per document. `tell` is called once for every fault."""

    def __init__(self, tell: Callable[[Fault], None]) -> None:
        self._tell = tell
        self._told: set[Fault] = set()
        #: Project code may be loaded.
        self.trusted = False
        self._roots: tuple[str, ...] = ()
        #: Root -> the client's `dpone` section for it; '' is the one for everything.
        self._sections: dict[str, Mapping[str, Any]] = {}
        self._client: dict[str, Settings] = {}
        self._folders: dict[str, Settings] = {}
        self._files: dict[str, Settings] = {}
        #: Settings file -> its faults now.
        self.faults: dict[str, list[Fault]] = {}

    # -- what the client says ------------------------------------------------------------------------------------------

    def set_roots(self, roots: tuple[str, ...]) -> None:
        self._roots = tuple(sorted(roots, key=len, reverse=True))
        self.forget()

    def set_section(self, section: object, root: str = "") -> None:
        """Take the client's `dpone` section, for one root or for everything."""
        self._sections[root] = section if isinstance(section, Mapping) else {}
        self._client.pop(root, None)
        self.forget()

    def forget(self) -> None:
        """A settings file may have changed: read again when asked next."""
        self._folders.clear()
        self._files.clear()
        self.faults.clear()

    def option(self, path: str, name: str) -> Any:
        """The value of one of CLIENT_SETTINGS for a document, such as `codeLens.enabled`."""
        default = CLIENT_SETTINGS[name]
        value: Any = self._section(path)
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return default
            value = value[part]
        return default if value is None else value

    def _root_of(self, path: str) -> str:
        return next(
            (root for root in self._roots if path.startswith(root.rstrip("/") + "/") and root in self._sections), ""
        )

    def _section(self, path: str) -> Mapping[str, Any]:
        return self._sections.get(self._root_of(path), {})

    # -- what is in force ----------------------------------------------------------------------------------------------

    def settings_for(self, path: str) -> Settings:
        """The settings for the document at a path. Those that cannot be read are told, and the rest holds."""
        folder = os.path.dirname(path)
        known = self._folders.get(folder)
        if known is None:
            root = next((root for root in self._roots if path.startswith(root.rstrip("/") + "/")), None)
            known = self._folders[folder] = _merged(
                self._from_file(folder, root), self._from_client(self._root_of(path))
            )
            self._check_plugins(known)
        return known

    def excluded(self, path: str) -> bool:
        """Whether the settings leave a file out when folders are searched."""
        return self.settings_for(path).excludes(path)

    def _from_file(self, folder: str, root: str | None) -> Settings:
        try:
            found = find_settings_file(folder, root) if os.path.isabs(folder) else None
            if found is None:
                return Settings(trusted=self.trusted)
            known = self._files.get(found)
            if known is None:
                self.faults.setdefault(found, [])
                known = self._files[found] = replace(load_settings(found), trusted=self.trusted)
        except SettingsError as error:
            self._fault(error)
            known = Settings(trusted=self.trusted)
            if error.path:
                self._files[error.path] = known
        return known

    def _from_client(self, root: str) -> Settings:
        known = self._client.get(root)
        if known is None:
            lint = self._sections.get(root, {}).get("lint")
            try:
                known = settings_from(_table(lint if isinstance(lint, Mapping) else {}), CLIENT)
            except SettingsError as error:
                self._fault(error)
                known = Settings()
            self._client[root] = known
        return known

    def _fault(self, error: SettingsError) -> None:
        key = f"`{error.key}`: " if error.key else ""
        message = f"{key}{error.message}" + (f". {error.cure}" if error.cure else "")
        if error.path == CLIENT:
            self._tell_once(Fault("", None, f"{CLIENT}: {message}"))
            return
        fault = Fault(error.path, error.line, message)
        self.faults.setdefault(error.path, []).append(fault)
        self._tell_once(fault)

    def _check_plugins(self, settings: Settings) -> None:
        for sentence in load_faults(settings) if settings.plugins else ():
            path = find_settings_file(settings.root) or ""
            fault = Fault(path, _line_of(path, "plugins"), sentence)
            if path and fault not in self.faults.setdefault(path, []):
                self.faults[path].append(fault)
            self._tell_once(fault)

    def _tell_once(self, fault: Fault) -> None:
        if fault not in self._told:
            self._told.add(fault)
            _log.warning("settings: %s", fault.path or CLIENT)
            self._tell(fault)


def _merged(file: Settings, client: Settings) -> Settings:
    has_file = bool(file.root)
    return replace(
        file,
        select=file.select or client.select,
        ignore=tuple(dict.fromkeys((*file.ignore, *client.ignore))),
        tier="strict" if "strict" in (file.tier, client.tier) else "default",
        severity={**client.severity, **file.severity} if has_file else client.severity,
    )


def _table(lint: Mapping[str, Any]) -> Json:
    """The client's words as the settings file has them: `off` is an ignored rule there."""
    table: Json = {key: lint[key] for key in _LINT_KEYS if lint.get(key) not in (None, "", [], {})}
    severity = table.get("severity")
    if isinstance(severity, Mapping) and isinstance(table.get("ignore", []), list):
        off = [name for name, word in severity.items() if word == "off"]
        if off:
            table["ignore"] = [*table.get("ignore", []), *off]
        table["severity"] = {name: word for name, word in severity.items() if word != "off"}
    return table


def _line_of(path: str, key: str) -> int | None:
    try:
        with open(path, encoding="utf-8") as file:
            return next((number for number, line in enumerate(file, 1) if line.lstrip().startswith(key)), None)
    except (OSError, UnicodeDecodeError):
        return None
