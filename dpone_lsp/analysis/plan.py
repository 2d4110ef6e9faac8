"""Which rules are in force under some settings, arranged by what makes them run."""

from __future__ import annotations

from collections.abc import Iterable

from dpone_lsp.model.ownership import Owners
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.rules.selection import all_rules, enabled
from dpone_si.manifest.model.facts import Facts


class _Route:
    """The process rules that can concern processes of one sink, source, form and mode."""

    __slots__ = ("_always", "_by_key", "_open", "keys")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._always: list[Entry] = []
        self._by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.rule.keys:
                for key in entry.rule.keys:
                    self._by_key.setdefault(key, []).append(entry)
            else:
                self._always.append(entry)
        #: The key paths that open a gate.
        self.keys = frozenset(self._by_key)
        self._open: dict[frozenset[str], list[Entry]] = {}

    def candidates(self, facts: Facts) -> list[Entry]:
        """The rules whose gates are open for one process."""
        present = facts.present & self.keys
        found = self._open.get(present)
        if found is None:
            if len(self._open) > 1000:
                self._open.clear()
            entries = {entry.rule.name: entry for path in sorted(present) for entry in self._by_key[path]}
            found = self._open[present] = [*self._always, *entries.values()]
        return found


class Plan:
    """The rules in force, arranged by what makes them run."""

    __slots__ = ("_entries", "_routes", "documents", "key", "owners")

    def __init__(self, entries: Iterable[Entry], owners: Owners) -> None:
        everything = list(entries)
        self.owners = owners
        self._entries = [entry for entry in everything if entry.rule.scope == "process"]
        self.documents = [entry for entry in everything if entry.rule.scope != "process"]
        self._routes: dict[tuple[object, ...], _Route] = {}
        self.key = object()

    def route(self, facts: Facts) -> _Route:
        """The rules for a process's route; worked out once per kind of route."""
        sink, source, form, mode = facts.sink_type, facts.source_type, facts.process.form, facts.mode
        found = self._routes.get((sink, source, form, mode))
        if found is None:
            if len(self._routes) > 1000:
                self._routes.clear()
            found = self._routes[(sink, source, form, mode)] = _Route(
                entry
                for entry in self._entries
                if not (
                    (entry.rule.sinks and sink not in entry.rule.sinks)
                    or (entry.rule.sources and source not in entry.rule.sources)
                    or (entry.rule.forms and form not in entry.rule.forms)
                    or (entry.rule.modes and mode not in entry.rule.modes)
                )
            )
        return found


_plans: list[tuple[Settings, Plan]] = []


def plan_of(settings: Settings) -> Plan:
    for known, plan in _plans:
        if known is settings or known == settings:
            return plan
    entries = all_rules(settings).values()
    plan = Plan(
        (entry for entry in entries if enabled(entry.rule, settings)), Owners([entry.rule for entry in entries])
    )
    _plans.insert(0, (settings, plan))
    del _plans[8:]
    return plan
