"""Settings: what the user asked of the analysis. The same values rule the editor and CI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dpone_lsp.findings import Severity


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules run and how loud they are. Names are rule names, codes, aliases or groups."""

    #: Empty: all rules of the tier.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: "default" or "strict".
    tier: str = "default"
    severity: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    #: rule name -> its options
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    #: glob of paths -> names to ignore there
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    exclude: tuple[str, ...] = ()
    #: Folder the globs are relative to: where the settings file stands. Absolute, forward slashes; '' when there is no file.
    root: str = ""
    #: Suppressions must give a reason.
    require_reason: bool = False
    #: Report what suppressions hide.
    no_ignores: bool = False
    #: Rules a project adds: dotted module names (loaded only on trusted workspaces) and declarative entries.
    plugins: tuple[str, ...] = ()
    custom_rules: tuple[Mapping[str, object], ...] = ()

    def option(self, rule: str, name: str, default: object) -> object:
        return self.options.get(rule, {}).get(name, default)
