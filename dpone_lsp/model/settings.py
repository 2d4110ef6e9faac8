"""Settings: what the user asked of the analysis. The same values rule the editor and CI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from dpone_lsp.model.severity import Severity
from dpone_si.records import field, record


class SettingsError(Exception):
    """A setting that cannot be used: `path` and `line` (1-based) say where, `key` which, `cure` what to write
    instead.
    """

    def __init__(self, message: str, *, path: str = "", line: int | None = None, key: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.key = key
        self.cure = cure

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part not in ("", None))
        head = ": ".join(part for part in (place, f"`{self.key}`" if self.key else "") if part)
        text = f"{head}: {self.message}" if head else self.message
        return f"{text}. {self.cure}" if self.cure else text


@record(frozen=True)
class Settings:
    """Which rules run and how loud they are. Names are rule names, codes, aliases or groups."""

    #: Empty: all rules of the tier.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: "default" or "strict".
    tier: str = "default"
    severity: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    #: name of a rule (or, for one that a plugin brings, code or alias) -> its options
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    #: glob of paths -> names to ignore there
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    exclude: tuple[str, ...] = ()
    #: Folder the globs are relative to: where the settings file stands. Absolute, forward slashes; '' when there is no
    #: file.
    root: str = ""
    #: Suppressions must give a reason.
    require_reason: bool = False
    #: Report what suppressions hide.
    no_ignores: bool = False
    #: Rules a project adds: Python modules (dotted names, or files below `root`) and declarative entries.
    plugins: tuple[str, ...] = ()
    #: Python code of the project may be loaded. The command line is trusted; an editor says what its workspace is.
    trusted: bool = False
    custom_rules: tuple[Mapping[str, object], ...] = ()

    def option(self, words: tuple[str, ...] | str, name: str, default: Any) -> Any:
        """An option of the rule that goes by these words (or by this one); those of an earlier word win."""
        words = (words,) if isinstance(words, str) else words
        options = self.options
        found = (
            next((options[word] for word in words if word in options and name in options[word]), None)
            if options
            else None
        )
        return default if found is None else found[name]

    def excludes(self, path: str) -> bool:
        """True when `exclude` leaves out a file or folder at an absolute path."""
        return bool(self.exclude) and left_out(path, self.exclude, self.root)


def left_out(path: str, patterns: Iterable[str], base: str) -> bool:
    """True when a glob means a file or folder, or a folder below `base` that holds it: by its path from there, or by
    its name.
    """
    below = bool(base) and path.startswith(base + "/")
    parts = (path[len(base) + 1 :] if below else path).split("/")
    shown = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    # Folders outside the project have names of their own.
    shown.extend(parts if below else parts[-1:])
    wanted = [pattern.removeprefix("./").rstrip("/") for pattern in patterns]
    return any(fnmatchcase(one, pattern) for one in shown for pattern in wanted)
