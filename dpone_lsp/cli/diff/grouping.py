"""Changes that are alike: one edit of a shared layer changes many processes in the same way, and a person reads that
once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dpone_lsp.cli.diff.decision_diff import Change
from dpone_lsp.decisions.outcome import step
from dpone_si.wording import some

#: Names and files that are told of each group.
MAX_NAMES: Final = 4


class Alike:
    """Changes with the same outcome for the same reasons, in the order of the first."""

    __slots__ = ("changes",)

    def __init__(self, first: Change) -> None:
        self.changes = [first]

    @property
    def first(self) -> Change:
        return self.changes[0]

    @property
    def processes(self) -> str:
        """Their names, the rest as a number."""
        return some([change.process for change in self.changes], MAX_NAMES)

    @property
    def places(self) -> str:
        """Where they stand: the line of one, the files of several."""
        if len(self.changes) == 1:
            line = f":{self.first.line + 1}" if self.first.document is not None else ""
            return self.first.path + line
        return some(list(dict.fromkeys(change.path for change in self.changes)), MAX_NAMES)


def alike(changes: Iterable[Change]) -> list[Alike]:
    """The changes in groups."""
    groups: dict[object, Alike] = {}
    for change in changes:
        causes = tuple(cause.sentence() for cause in change.causes)
        fields = tuple((name, str(before), str(after)) for name, before, after in change.fields)
        key = (step(change.before, change.after), change.kind, change.reason, causes, change.rung, fields)
        known = groups.get(key)
        if known is None:
            groups[key] = Alike(change)
        else:
            known.changes.append(change)
    return list(groups.values())
