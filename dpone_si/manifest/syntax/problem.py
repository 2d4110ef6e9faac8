"""A fault of a text itself: what the parser, or dpone's loader behind it, cannot read."""

from __future__ import annotations

from dpone_si.records import record, replace


@record(frozen=True)
class Problem:
    """A fault of the text itself. `code` names its kind, `start`/`end` its place, `cause` a second place that
    explains it.
    """

    code: str
    message: str
    start: int
    end: int
    cause: tuple[int, int, str] | None = None
    #: True when a line had to be left out because of it, so that the rest could be read.
    blanked: bool = False

    def moved(self, delta: int) -> Problem:
        """The same fault further down in the text."""
        cause = None if self.cause is None else (self.cause[0] + delta, self.cause[1] + delta, self.cause[2])
        return replace(self, start=self.start + delta, end=self.end + delta, cause=cause)
