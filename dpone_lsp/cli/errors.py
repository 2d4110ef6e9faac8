"""How a command ends early: with something to mend, or with its answer already given."""

from __future__ import annotations


class UsageError(Exception):
    """Something the user can mend: wrong arguments, a path that is not there, a bad setting. Exit code 2."""


class Answered(Exception):
    """The arguments asked for a text (`--help`, `--version`) instead of a run. Exit code 0."""
