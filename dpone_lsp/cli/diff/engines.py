"""The same manifests decided by two installed versions of dpone: what an upgrade changes, before it is made."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import fields
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, NoReturn

from dpone_lsp.cli.diff.compiled import compiled
from dpone_lsp.cli.diff.decision_diff import Change, DecisionDiff, place_of, rank
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.progress import watched
from dpone_lsp.cli.run.search import Search, find, refuse
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.decisions.outcome import Outcome, complete, consequence
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.advisor.context import StrategyContext
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.layers import is_known
from dpone_si.manifest.model.processes import Process
from dpone_si.wording import count_of

_WORKER = "dpone_lsp.cli.diff.engine_worker"


def _worker_source() -> str:
    """What the other interpreter runs. It may be of another version, so it needs the source and not what this one
    made of it.
    """
    spec = find_spec(_WORKER)
    # Every loader of the standard library has it, the one for zips too, which is no `InspectLoader`.
    source: str | None = getattr(spec.loader, "get_source")(_WORKER) if spec is not None else None  # noqa: B009
    if source is None:
        raise UsageError(
            "two versions of dpone cannot be compared: this dpone-lint was installed without its source files"
        )
    return source


class Engine:
    """One installed dpone, asked through its own interpreter."""

    def __init__(self, python: str) -> None:
        self.python = python
        source = _worker_source()
        # An empty folder to run in: a folder called `dpone` next to the manifests is not the installed package.
        self._folder = tempfile.TemporaryDirectory(prefix="dpone-lint-")
        self.dropped: set[str] = set()
        executable = os.path.abspath(python) if os.sep in python or os.path.exists(python) else python
        try:
            self._process = subprocess.Popen(
                [executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=self._folder.name, encoding="utf-8",
            )  # fmt: skip
        except OSError as error:
            self._folder.cleanup()
            raise UsageError(f"`{python}` cannot be started as a Python: {error.strerror or error}") from None
        first = self._read()
        if "version" not in first:
            self.close()
            why = first.get("error", "it ended without a word")
            raise UsageError(
                f"`{python}` has no dpone whose strategy package can be asked: {why}. Name the Python of an "
                f"environment with dpone"
            )
        self.version = str(first["version"])

    def decide(self, context: dict[str, Any]) -> tuple[Outcome, list[str]]:
        """The decision (without what the manifest adds) and the codes of its reasons."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(context, default=str) + "\n")
            stdin.flush()
        except BrokenPipeError:
            self._gone()
        answer = self._read()
        self.dropped.update(answer.get("dropped", ()))
        if "refused" in answer:
            return Outcome(f"refused ({answer['refused']})"), []
        gates = tuple(answer["gates"])
        plan = (
            answer["strategy"],
            answer["merge_policy"],
            answer["path"],
            int(answer["batch_size"]),
            int(answer["workers"]),
        )
        return Outcome(*plan, gates), list(answer["reasons"])

    def close(self) -> None:
        """End the worker."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            if hasattr(self, "version"):
                self._gone()
            return {}
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {"error": "it does not speak our language"}

    def _gone(self) -> NoReturn:
        raise UsageError(f"dpone {self.version} of `{self.python}` ended while it was asked for a decision")


def diff_engines(root: str, python: str, against: str, *, below: tuple[str, ...] = ()) -> DecisionDiff:
    """Every process below `root` decided by the dpone of `against` (before) and of `python` (after)."""
    new = Engine(python)
    try:
        old = Engine(against)
        try:
            return _diff(root, new, old, below)
        finally:
            old.close()
    finally:
        new.close()


def _diff(root: str, new: Engine, old: Engine, below: tuple[str, ...]) -> DecisionDiff:
    workspace = Workspace([root])
    changes: list[Change] = []
    compared = untold = refused = 0
    for path in watched(list(find(root, Search(SettingsChoice().excluded, told=refuse)))):
        if below and not any(path == limit or path.startswith(limit.rstrip("/") + "/") for limit in below):
            continue
        found = compiled(workspace.document(path), workspace)
        if found is None:
            continue
        if found.refused:
            refused += 1
            continue
        for process in found.processes:
            reading = facts_of(process).reading
            if reading is None:
                untold += 1
                continue
            compared += 1
            change = _compare(process, _plain(reading.context), new, old, str(PurePath(path).relative_to(root)))
            if change is not None:
                changes.append(change)
    notes = [f"before: dpone {old.version}, after: dpone {new.version}"]
    if untold:
        notes.append(
            f"{'1 process depends' if untold == 1 else f'{untold} processes depend'} on values outside the text: not "
            f"compared"
        )
    if refused:
        notes.append(f"{count_of(refused, 'manifest')} cannot be read by dpone: not compared")
    for engine in (old, new):
        if engine.dropped:
            notes.append(
                f"dpone {engine.version} does not know these hints and decided without them: "
                f"{', '.join(sorted(engine.dropped))}"
            )
    return DecisionDiff(tuple(sorted(changes, key=rank)), compared, tuple(notes))


def _plain(context: StrategyContext) -> dict[str, Any]:
    """A context as data for another process: options as plain mappings, without what the text cannot tell."""
    values = {one.name: getattr(context, one.name) for one in fields(context)}
    return {
        name: {key: part for key, part in value.items() if is_known(part)} if isinstance(value, Mapping) else value
        for name, value in values.items()
    }


def _compare(process: Process, context: dict[str, Any], new: Engine, old: Engine, path: str) -> Change | None:
    (was, why_was), (now, why_now) = old.decide(context), new.decide(context)
    if was == now:
        return None
    before, after = complete(process, was), complete(process, now)
    kind, reason = consequence(before, after)
    gone, come = [code for code in why_was if code not in why_now], [code for code in why_now if code not in why_was]
    told = [f"no longer {', '.join(gone)}"] if gone else []
    told += [f"now {', '.join(come)}"] if come else []
    why = f"its reasons: {'; '.join(told)}" if told else ""
    return Change(
        path.replace(os.sep, "/"),
        process.title,
        before,
        after,
        kind,
        reason,
        (),
        why,
        *place_of(process),
        process,
        process,
    )
