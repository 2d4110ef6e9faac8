"""The replay manifest: what validation counted, unit by unit, kept in the sink so that a rerun knows what happened."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dpone_si.replay.backends.clients import ReplaySqlClient, number
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.scope import OUTSIDE_UNIT, ReplayPlan
from dpone_si.replay.backends.statements import Guard, Write
from dpone_si.replay_errors import ReplayRefusedError

if TYPE_CHECKING:
    from dpone_si.replay.backends.dialect import SqlDialect

MANIFEST_TABLE = "__dpone__replay_manifest"
LOCK_RUN = "*lock*"
"""Run id of the row, one for each target, that finalizers lock."""
_COLUMNS = ("run_id", "target", "plan_hash", "attempt", "unit", "staged_rows", "row_hash", "applied")


@dataclass(frozen=True, slots=True)
class Measure:
    """How many rows there are, and their order-free hash."""

    rows: int
    row_hash: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What staging held at validation, and how many target rows lay outside the scope."""

    units: Mapping[str, Measure]
    outside_rows: int

    def attempt(self, plan: ReplayPlan) -> str:
        """Name of this measurement: equal plans over equal rows share it, so a rerun finds its own record."""
        facts = [plan.hash, self.outside_rows, [[name, m.rows, m.row_hash] for name, m in self.units.items()]]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


class ManifestTable:
    """The manifest in the sink: one row per unit and attempt; rows are added, and marked as applied, never removed."""

    def __init__(self, client: ReplaySqlClient, dialect: SqlDialect, schema: str) -> None:
        self._client = client
        self._dialect = dialect
        self._schema = schema
        self._table = dialect.table(schema, MANIFEST_TABLE)

    def exists(self) -> bool:
        what = "The replay manifest could not be looked for"
        return bool(guarded(what, self._client.exists, self._schema, MANIFEST_TABLE))

    def create(self) -> None:
        d = self._dialect
        types = [d.text_type] * 5 + [d.bigint, d.hash_type, d.bigint]
        columns = ", ".join(f"{d.name_of(name)} {kind}" for name, kind in zip(_COLUMNS, types, strict=True))
        sql = d.create_table(self._table, columns, ("run_id", "target"))
        guarded("The replay manifest could not be created", self._client.execute, sql)

    def check_same_plan(self, plan: ReplayPlan) -> None:
        """Raise ReplayRefusedError when this run was validated with another plan for this target."""
        others = self._count(f"{self._of(plan)} AND {self._is('plan_hash', plan.hash, '<>')}")
        if others:
            raise ReplayRefusedError(
                f"Run {plan.run_id} was validated before with another scope for {plan.target}.",
                key="run_id",
                cure="Repeat the replay with the partitions, keys and columns of the first attempt.",
            )

    def applied(self, plan: ReplayPlan) -> Manifest | None:
        """The manifest whose every unit is marked as applied, or None."""
        measured = {unit: self._applied_unit(plan, unit) for unit in (*plan.scope.units, OUTSIDE_UNIT)}
        found = {unit: measure for unit, measure in measured.items() if measure is not None}
        if len(found) < len(measured):
            return None
        outside = found.pop(OUTSIDE_UNIT)
        return Manifest(found, outside.rows)

    def check_not_partly_applied(self, plan: ReplayPlan, manifest: Manifest) -> None:
        """Raise ReplayRefusedError when an applied unit was applied with other rows than staging holds now."""
        for unit, measure in manifest.units.items():
            before = self._applied_unit(plan, unit)
            if before is not None and before != measure:
                raise ReplayRefusedError(
                    f"Staging of {unit} changed after it had been applied to {plan.target}.",
                    key="partitions",
                    cure="Restore the staging of this run, or replay the changed rows under a new run id.",
                )

    def record(self, plan: ReplayPlan, manifest: Manifest) -> None:
        """Store the manifest in one statement, unless this very attempt is stored already."""
        attempt = manifest.attempt(plan)
        condition = f"{self._of(plan)} AND {self._is('attempt', attempt)}"
        if self._count(condition):
            return
        measures = {**manifest.units, OUTSIDE_UNIT: Measure(manifest.outside_rows, 0)}
        sql = self.insert(plan, attempt, measures, applied=0)
        guarded("The replay manifest could not be written", self._client.execute, sql)
        if self._count(condition) != len(measures):
            raise ReplayRefusedError(
                f"The replay manifest of run {plan.run_id} does not hold what was written to it.",
                cure="Check that no other process writes the manifest, then repeat the replay.",
            )

    def insert(self, plan: ReplayPlan, attempt: str, measures: Mapping[str, Measure], *, applied: int) -> str:
        d = self._dialect
        head = [d.text(value) for value in (plan.run_id, plan.target, plan.hash, attempt)]
        rows = (
            ", ".join([*head, d.text(unit), str(m.rows), d.hash_literal(m.row_hash), str(applied)])
            for unit, m in measures.items()
        )
        columns = ", ".join(d.name_of(name) for name in _COLUMNS)
        return f"INSERT INTO {self._table} ({columns}) VALUES {', '.join(f'({row})' for row in rows)}"

    def mark_applied(self, plan: ReplayPlan, manifest: Manifest) -> Write:
        """Marks every unit; belongs into the transaction that applies them."""
        condition = f"{self._of(plan)} AND {self._is('attempt', manifest.attempt(plan))}"
        sql = f"UPDATE {self._table} SET {self._dialect.name_of('applied')} = 1 WHERE {condition}"
        return Write(sql, "Marking the replay as applied", rows=len(manifest.units) + 1)

    def nothing_applied(self, plan: ReplayPlan) -> Guard:
        """Stops a finalizer that another process has already run."""
        sql = f"SELECT COUNT(*) FROM {self._table} WHERE {self._of(plan)} AND {self._dialect.name_of('applied')} = 1"
        return Guard(sql, f"Run {plan.run_id} has been applied to {plan.target} meanwhile")

    def prepare_lock(self, target: str) -> None:
        """Make sure the row is there that finalizers of `target` lock, for engines that lock rows."""
        if not self._count(self._lock_row(target)):
            values = ", ".join([*map(self._dialect.text, (LOCK_RUN, target, "", "", LOCK_RUN)), "0", "0", "0"])
            columns = ", ".join(self._dialect.name_of(name) for name in _COLUMNS)
            sql = f"INSERT INTO {self._table} ({columns}) VALUES ({values})"
            guarded("The lock row of the target could not be written", self._client.execute, sql)

    def lock(self, target: str) -> Write:
        """Changes the lock row, so that a second finalizer of the target waits, or fails, until this one has ended."""
        column = self._dialect.name_of("staged_rows")
        sql = f"UPDATE {self._table} SET {column} = {column} + 1 WHERE {self._lock_row(target)}"
        return Write(sql, "Locking the target against other replays")

    def _lock_row(self, target: str) -> str:
        return f"{self._is('run_id', LOCK_RUN)} AND {self._is('target', target)}"

    def _applied_unit(self, plan: ReplayPlan, unit: str) -> Measure | None:
        condition = f"{self._of(plan)} AND {self._is('unit', unit)} AND {self._dialect.name_of('applied')} = 1"
        if not self._count(condition):
            return None
        read = (
            f"SELECT MAX({self._dialect.name_of(name)}) FROM {self._table} WHERE {condition}" for name in _COLUMNS[5:7]
        )
        rows, row_hash = (number(self._client, sql, "The replay manifest could not be read") for sql in read)
        return Measure(rows, row_hash)

    def _of(self, plan: ReplayPlan) -> str:
        return f"{self._is('run_id', plan.run_id)} AND {self._is('target', plan.target)}"

    def _is(self, column: str, value: str, sign: str = "=") -> str:
        return f"{self._dialect.name_of(column)} {sign} {self._dialect.text(value)}"

    def _count(self, condition: str) -> int:
        query = f"SELECT COUNT(*) FROM {self._table} WHERE {condition}"
        return number(self._client, query, "The replay manifest could not be read")
