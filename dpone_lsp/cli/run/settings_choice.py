"""The settings in force for each file of a run: the nearest settings file, and over it what the command line says."""

from __future__ import annotations

import os

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.model.settings import Settings, left_out
from dpone_si.records import record, replace


@record(frozen=True)
class Overrides:
    """What the command line says about settings; empty values say nothing."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    tier: str = ""
    no_ignores: bool = False
    #: Globs relative to the current folder.
    exclude: tuple[str, ...] = ()


_NOTHING = Overrides()


class SettingsChoice:
    """Settings by folder. Every method raises `SettingsError` for a settings file that cannot be used."""

    def __init__(self, overrides: Overrides = _NOTHING, *, file: str | None = None, isolated: bool = False) -> None:
        self._overrides = overrides
        self._isolated = isolated
        self._by_folder: dict[str, Settings] = {}
        self._by_file: dict[str | None, Settings] = {}
        self._named: Settings | None = None
        self._base = os.getcwd().replace(os.sep, "/").rstrip("/")
        if file is not None:
            from dpone_lsp.settings.file import load_settings

            if not os.path.isfile(file):
                raise UsageError(f"the settings file `{file}` does not exist")
            self._named = self._finished(load_settings(file))

    def for_file(self, path: str) -> Settings:
        """The settings for a file at an absolute path."""
        folder = os.path.dirname(path)
        found = self._by_folder.get(folder)
        if found is None:
            found = self._by_folder[folder] = self._choose(folder)
        return found

    def excluded(self, path: str) -> bool:
        """Whether settings or the command line leave a file or folder out when folders are searched."""
        if self._overrides.exclude and left_out(path, self._overrides.exclude, self._base):
            return True
        return self.for_file(path).excludes(path)

    def _choose(self, folder: str) -> Settings:
        if self._named is not None:
            return self._named
        found: str | None = None
        if not self._isolated:
            from dpone_lsp.settings.find import find_settings_file

            found = find_settings_file(folder)
        known = self._by_file.get(found)
        if known is None:
            known = self._by_file[found] = self._finished(_settings_in(found))
        return known

    def _finished(self, settings: Settings) -> Settings:
        """The settings of a file under what the command line says. Code of the project may run: whoever starts us
        trusts it.
        """
        said = self._overrides
        made = replace(
            settings,
            select=said.select or settings.select,
            ignore=(*settings.ignore, *said.ignore),
            tier=said.tier or settings.tier,
            no_ignores=said.no_ignores or settings.no_ignores,
            trusted=True,
        )
        if made.plugins:
            from dpone_lsp.cli.logs import hide_logs
            from dpone_lsp.rules.custom import load_faults

            hide_logs()
            faults = load_faults(made)
            if faults:
                raise UsageError("; ".join(faults))
        if said.select or said.ignore:
            _check_names((*said.select, *said.ignore), made)
        return made


def _settings_in(path: str | None) -> Settings:
    """What a settings file says; the defaults without one, which needs nothing that reads settings."""
    if path is None:
        return Settings()
    from dpone_lsp.settings.file import load_settings

    return load_settings(path)


def _check_names(names: tuple[str, ...], settings: Settings) -> None:
    from dpone_lsp.rules.selection import all_rules, known_words

    known = known_words(entry.rule for entry in all_rules(settings).values())
    for name in names:
        if name not in known:
            from dpone_lsp.support.spelling import nearest

            near = nearest(name, known)
            hint = f"Did you mean `{near}`? " if near else ""
            raise UsageError(f"there is no rule `{name}`. {hint}`dpone-lint rules` lists them")
