"""Whether dpone adds its technical columns (`__dpone__loaded_at` ...): two options say so, and the named mode wins.

Facts (manifest-format sheet, section 5.8, and the installed dpone 0.88.0): `technical_columns` is required, optional or
forbidden with a few other spellings; `include_technical_columns` is the older switch and counts while the mode is
optional or absent; the default is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dpone_lsp.checks.options import option_path
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.records import record

MODES: Final[Mapping[str, str]] = {
    "required": "required", "require": "required", "req": "required", "on": "required", "enabled": "required",
    "optional": "optional", "opt": "optional", "default": "optional",
    "forbidden": "forbidden", "forbid": "forbidden", "off": "forbidden", "disabled": "forbidden",
}  # fmt: skip
TRUE_WORDS: Final = ("true", "1", "yes", "on", "")
FALSE_WORDS: Final = ("false", "0", "no", "off")


@record(frozen=True)
class Resolution:
    """`mode`: the canonical mode, None when none is set. `switch`: the older option, None when it is not set.

    `enabled`: what comes of both. `path`: the option that decides; None when it is the default.
    """

    mode: str | None
    switch: bool | None
    enabled: bool
    path: str | None


def resolve(facts: Facts) -> Resolution | None:
    """The technical columns of a process; None when the text cannot tell or dpone refuses the mode."""
    path, switch_path = mode_path(facts), option_path(facts, "include_technical_columns")
    raw_mode, raw_switch = facts.process.data(path), facts.process.data(switch_path)
    if raw_mode is UNKNOWN or raw_switch is UNKNOWN:
        return None
    mode = mode_of(raw_mode)
    if mode is None and raw_mode is not None:
        return None
    switch = switch_of(raw_switch)
    if mode in ("required", "forbidden"):
        return Resolution(mode, switch, mode == "required", path)
    return Resolution(mode, switch, switch is not False, switch_path if switch is not None else None)


def mode_path(facts: Facts) -> str:
    """The option that holds the mode: `technical_columns`, else its other name `technical_columns_mode`."""
    path = option_path(facts, "technical_columns")
    other = option_path(facts, "technical_columns_mode")
    return other if facts.process.data(path) is None and facts.process.has(other) else path


def mode_of(value: object) -> str | None:
    """The canonical mode for the value of `technical_columns`; None for what dpone does not know."""
    if isinstance(value, (bool, int, float)):
        return "required" if value else "forbidden"
    return MODES.get(value.strip().lower()) if isinstance(value, str) else None


def policy_of(value: object) -> str | None:
    """The same for `validation.technical_columns`, which takes fewer words and no numbers."""
    if isinstance(value, bool):
        return "required" if value else "forbidden"
    word = value.strip().lower() if isinstance(value, str) else ""
    return MODES.get(word) if word not in ("on", "enabled") else None


def switch_of(value: object) -> bool | None:
    """What `include_technical_columns` switches; None when it is absent. Any other text counts as on."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.strip().lower() not in FALSE_WORDS
    return bool(value)
