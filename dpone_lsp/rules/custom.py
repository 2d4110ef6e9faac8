"""Rules a project adds: Python modules with the shape of a rule file, and declarative entries of the settings.

Modules come from `plugins` in the settings: files, dotted names, or entry points of the group `dpone_lint.rules`; they are loaded only
where the project is trusted. A declarative rule needs no code and is always safe to load. Whatever cannot be loaded is told by
`load_faults`; it never stops the other rules.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final, cast

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry, catalogue
from dpone_lsp.support import safe_regex
from dpone_lsp.support.failure_log import log_failure
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

ENTRY_POINTS: Final = "dpone_lint.rules"
#: What rules written for earlier releases call `misfit:KIND` in their `needs`.
_FORMER_NEED: Final = "oddity:"

_Check = Callable[..., Iterable[Report]]


class OwnEntry(Entry):
    """A rule of the project; its page is at hand."""

    __slots__ = ("_page",)

    def __init__(self, rule: Rule, module: str, check: _Check, page: str) -> None:
        super().__init__(rule, module, check)
        self._page = page

    @property
    def page(self) -> str:
        return self._page


_known: list[tuple[Settings, dict[str, Entry], tuple[str, ...]]] = []


def own_rules(settings: Settings) -> dict[str, Entry]:
    """The rules these settings add, by name."""
    return _loaded(settings)[0]


def load_faults(settings: Settings) -> tuple[str, ...]:
    """What could not be loaded, a sentence each."""
    return _loaded(settings)[1]


def _loaded(settings: Settings) -> tuple[dict[str, Entry], tuple[str, ...]]:
    for known, entries, faults in _known:
        if known is settings or known == settings:
            return entries, faults
    entries, told = _load(settings)
    _known.insert(0, (settings, entries, told))
    del _known[8:]
    return entries, told


def _load(settings: Settings) -> tuple[dict[str, Entry], tuple[str, ...]]:
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    for values in settings.custom_rules:
        entry = declarative(values)
        entries[entry.rule.name] = entry
    if not settings.trusted:
        if settings.plugins:
            faults.append("the workspace is not trusted, so the rules of `plugins` are not loaded")
        return entries, tuple(faults)
    for name, load in _sources(settings):
        try:
            for entry in _entries_of(load(), name):
                other = entries.get(entry.rule.name) or catalogue().get(entry.rule.name)
                if other is not None:
                    faults.append(
                        f"rules of `{name}`: there is a rule `{entry.rule.name}` already; give yours another name"
                    )
                else:
                    entries[entry.rule.name] = entry
        except Exception as error:
            if os.environ.get("DPONE_LSP_RAISE"):
                raise
            log_failure("rules of %s could not be loaded", name)
            faults.append(f"rules of `{name}` could not be loaded: {type(error).__name__}: {error}")
    return entries, tuple(faults)


# --- Python modules -----------------------------------------------------------------------------------------------------


def _sources(settings: Settings) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What `plugins` names: a file below the settings file, an installed entry point (`*`: all of them), or a module."""
    if not settings.plugins:
        return
    from importlib.metadata import entry_points

    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    for name in settings.plugins:
        if name == "*":
            for point in points.values():
                yield point.name, point.load
        elif name in points:
            yield name, points[name].load
        elif name.endswith(".py"):
            yield name, lambda name=name: _module_at(settings.root, name)
        else:
            yield name, lambda name=name: importlib.import_module(name)


def _module_at(root: str, name: str) -> ModuleType:
    """The module in a file below the settings file."""
    path = os.path.realpath(os.path.join(root or os.getcwd(), name))
    module_name = "dpone_lint_own_" + "".join(char if char.isalnum() else "_" for char in name[:-3])
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module


def _entries_of(source: Any, name: str) -> Iterator[Entry]:
    """One rule (a module with `RULE` and `check`), or several (`RULES`: such modules or objects)."""
    several = getattr(source, "RULES", None)
    for one in [source] if several is None else several:
        rule, check = getattr(one, "RULE", None), getattr(one, "check", None)
        if not isinstance(rule, Rule) or not callable(check):
            raise TypeError("a rule module has `RULE` (a dpone_lsp.api.Rule) and a function `check`")
        if rule.owns:
            from dpone_lsp.checks.ownership import ownership_faults

            for fault in ownership_faults(rule):
                raise ValueError(fault)
        if rule.needs:
            rule = rule._replace(needs=tuple(map(_need, rule.needs)))
        yield OwnEntry(
            rule, getattr(one, "__name__", name), cast(_Check, check), getattr(one, "__doc__", None) or rule.summary
        )


def _need(word: str) -> str:
    return f"misfit:{word.removeprefix(_FORMER_NEED)}" if word.startswith(_FORMER_NEED) else word


# --- declarative rules --------------------------------------------------------------------------------------------------


def declarative(values: Mapping[str, Any]) -> Entry:
    """The rule of one entry of `custom-rules` (checked when the settings were read)."""
    name, key = str(values["name"]), str(values["key"])
    condition = next(word for word in _CONDITIONS if word in values)
    summary = str(values["message"])
    rule = Rule(
        name=name,
        code=name,
        group="own",
        severity=str(values.get("severity", "warning")),
        summary=summary,
        keys=() if condition == "missing" else (key,),
        sinks=tuple(values.get("sinks", ())),
        sources=tuple(values.get("sources", ())),
        modes=tuple(values.get("modes", ())),
        forms=tuple(values.get("forms", ())),
    )
    wanted = values[condition]
    holds = _CONDITIONS[condition]

    def check(facts: Facts, context: Context) -> Iterator[Report]:
        value = facts.process.at(key)
        data = None if value is None else facts.process.plain(value)
        if data is UNKNOWN:
            return
        if condition == "missing":
            if value is None or value.is_null:
                yield Report(missing_place(facts, key) if value is None else value_place(facts, key), summary)
        elif value is not None and holds(data, wanted):
            yield Report(value_place(facts, key), summary)

    return OwnEntry(rule, f"settings:{name}", check, _page(values, summary))


def _page(values: Mapping[str, Any], summary: str) -> str:
    def fences(examples: Iterable[str]) -> str:
        return "\n".join(f"```yaml\n{text if text.endswith(chr(10)) else text + chr(10)}```" for text in examples)

    why = str(values.get("why", "A rule of this project."))
    fires, silent = fences(values.get("fires", ())), fences(values.get("silent", ()))
    return f"{summary}\n\n## Why\n{why}\n\n## Fires\n{fires}\n\n## Stays silent\n{silent}\n"


def _matches(data: object, pattern: object, expected: bool) -> bool:
    """False also when it cannot be told in bounded time."""
    if not isinstance(data, (str, int, float)) or isinstance(data, bool):
        return False
    return safe_regex.found(str(pattern), str(data)) is expected


def _same(data: object, wanted: object) -> bool:
    """Equal, with 1 and 1.0 the same, but neither the same as true or "1"."""
    if isinstance(data, bool) is not isinstance(wanted, bool):
        return False
    numbers = isinstance(data, (int, float)) and isinstance(wanted, (int, float))
    return data == wanted and (numbers or type(data) is type(wanted))


_CONDITIONS: Final[dict[str, Callable[[object, Any], bool]]] = {
    "missing": lambda data, wanted: data is None,
    "present": lambda data, wanted: True,
    "equals": _same,
    "not-equals": lambda data, wanted: not _same(data, wanted),
    "matches": lambda data, wanted: _matches(data, wanted, True),
    "not-matches": lambda data, wanted: _matches(data, wanted, False),
    "one-of": lambda data, wanted: any(_same(data, one) for one in wanted),
    "not-one-of": lambda data, wanted: not any(_same(data, one) for one in wanted),
}
