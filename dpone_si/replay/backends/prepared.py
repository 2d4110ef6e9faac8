"""What the steps of one replay know of each other: validation fills it in, the later steps work from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dpone_si.replay.backends.scope import ReplayPlan
from dpone_si.replay.backends.state import LoadOfRun, LoadState
from dpone_si.replay.backends.validation_manifest import Manifest


@dataclass(slots=True)
class Prepared:
    """What validation established for one run; the later steps work from it and from nothing else.

    `partition_of` is the expression, over alias `{a}`, whose value names a row's partition; `literals` holds the value
    of each partition as the dialect writes it, `kinds` what the row hash must know of the columns.
    """

    plan: ReplayPlan
    load: LoadOfRun
    state: LoadState
    manifest: Manifest
    partition_of: str
    literals: Mapping[str, str]
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    compare_outside: bool = True
    applied: bool = False
    staging_there: bool = True
    reconciled: bool = False

    @property
    def finished(self) -> bool:
        return self.state.committed
