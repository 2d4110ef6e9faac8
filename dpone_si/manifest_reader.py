"""StrategyManifestReader: from a manifest on disk to the hints of each of its processes, with the places they stand at.

It reads what a run reads: all processes of a batch, presets and registries applied, an absent mode as `full_refresh`,
and the shares of changed and deleted rows from `source.options`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from dpone_si.advisor import StrategyContext
from dpone_si.errors import ManifestReadError, StrategyIntelligenceError
from dpone_si.load_config.builder import LoadConfigBuilder
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import (
    DiskLoader,
    LoadFailure,
    env_code_from_environment,
    read_text,
    registries_from_environment,
    root_of,
)
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.facts import Facts, facts_of
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import is_known
from dpone_si.manifest.model.portable_scope import ScopeFault, scope_faults
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import Node
from dpone_si.native_options import native_option_problems
from dpone_si.vocabulary import AUTO, HINT_KEYS, MODES
from dpone_si.wording import first


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file; line and column count from 1, columns in code points."""

    path: str
    line: int
    column: int

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {"path": self.path, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """Why something could not be read: `code` names the kind, `cure` what to do, `key` the dotted key if there is
    one.
    """

    code: str
    message: str
    cure: str = ""
    key: str | None = None
    position: Position | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "code": self.code,
            "message": self.message,
            "cure": self.cure,
            "key": self.key,
            "position": None if self.position is None else self.position.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class ProcessReading:
    """One process. `context` is None when a problem keeps its strategy from being decided.

    `hints` tells for each stated hint where its value was written, which may be a preset.
    """

    title: str
    selector: str | None
    position: Position | None
    context: StrategyContext | None
    problems: tuple[ReadingProblem, ...]
    hints: dict[str, Position]


@dataclass(frozen=True, slots=True)
class ManifestReading:
    """All processes of one file in dpone's order, and the problems that belong to the file as a whole."""

    path: str
    form: str
    processes: tuple[ProcessReading, ...]
    problems: tuple[ReadingProblem, ...]


@dataclass(frozen=True, slots=True)
class HintOverrides:
    """Hints stated by the caller; each that is not None replaces what the manifest says ("what if")."""

    estimated_rows: int | None = None
    changed_percent: float | None = None
    delete_percent: float | None = None
    cdc_available: bool | None = None

    def apply(self, context: StrategyContext) -> StrategyContext:
        """`context` with these hints in it."""
        stated = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(context, **{name: value for name, value in stated.items() if value is not None})


class StrategyManifestReader:
    """Reads manifests from disk; files they refer to are read only below `root` (found from the manifest when None)."""

    def __init__(self, *, root: str | None = None) -> None:
        self._root = root

    def read(self, path: str | Path, *, process: str | None = None) -> ManifestReading:
        """Every process of the manifest, or the one called `process` (its selector or name).

        Raises ManifestReadError when there is no such file, no manifest in it, or no such process.
        """
        document, loader = self._open(str(path))
        problems = [_syntax_problem(document, problem) for problem in document.tree.problems]
        expansion = expand(document, loader)
        chosen = [item.assuming() for item in expansion.processes if process in (None, item.selector, item.name())]
        if process is not None and not chosen:
            raise ManifestReadError(
                f"there is no process {process!r}.",
                path=str(path),
                cure=_choices([item.title for item in expansion.processes]),
            )
        problems.extend(_issue_problem(issue) for issue in expansion.issues)
        if not expansion.processes and not problems:
            message = "no process can be told from this file; those of a recipe, for example, are not expanded here."
            problems.append(
                ReadingProblem("no-process", message, "Render it with `dpone manifest render` and name the result.")
            )
        readings = tuple(_read_process(item) for item in chosen)
        return ManifestReading(str(path), document.form, readings, tuple(problems))

    def read_context(
        self,
        path: str | Path,
        *,
        process: str | None = None,
        estimated_rows: int | None = None,
        changed_percent: float | None = None,
        delete_percent: float | None = None,
        cdc_available: bool | None = None,
    ) -> StrategyContext:
        """The context of one process, the first unless named; raises ManifestReadError when it cannot be told."""
        hints = HintOverrides(estimated_rows, changed_percent, delete_percent, cdc_available)
        reading = self.read(path, process=process)
        first = next(iter(reading.processes), None)
        if first is not None and first.context is not None:
            return hints.apply(first.context)
        problems = (*(first.problems if first else ()), *reading.problems)
        problem = problems[0] if problems else ReadingProblem("no-process", "the manifest has no process.", "Add one.")
        place = problem.position
        raise ManifestReadError(
            problem.message,
            key=problem.key,
            cure=problem.cure,
            path=place.path if place else str(path),
            line=place.line if place else None,
        )

    def _open(self, path: str) -> tuple[Document, DiskLoader]:
        absolute = os.path.abspath(path).replace(os.sep, "/")
        text = read_text(absolute)
        if isinstance(text, LoadFailure):
            where = None if path in text.message else path
            raise ManifestReadError(_ended(text.message), cure="Name a manifest file.", path=where)
        document = Document(absolute, text)
        if document.form not in MANIFESTS:
            raise ManifestReadError(
                f"this is no load manifest: {document.recognition.reason}.",
                path=path,
                cure="Name a single, batch or flow manifest.",
            )
        root = self._root or root_of(absolute)
        return document, DiskLoader(
            root, registries=registries_from_environment(), env_code=env_code_from_environment()
        )


def _read_process(process: Process) -> ProcessReading:
    facts = facts_of(process)
    problems = tuple(_process_problems(process, facts))
    context = None if problems else facts.reading.context
    entry = None if process.entry is None else _position(process.document, process.entry)
    stated = {name: found[1] for name in HINT_KEYS if (found := facts.hint(name)) is not None}
    places = {name: _position(value.layer.document, value.node) for name, value in stated.items()}
    return ProcessReading(process.title, process.selector, entry, context, problems, places)


def _process_problems(process: Process, facts: Facts) -> list[ReadingProblem]:
    if facts.reading is None:
        return [
            ReadingProblem(
                "undecidable",
                "a value that the strategy depends on cannot be told from the manifest.",
                "Define the variables its templates use, or state the hints as literals.",
                position=_position_of(process, "sink.strategy"),
            )
        ]
    problems = [
        ReadingProblem("hint-value", hint.message, hint.cure, hint.key, _position_of(process, hint.key))
        for hint in facts.reading.problems
    ]
    context = facts.reading.context
    if (context.source_type, context.sink_type) == ("mssql", "clickhouse"):
        problems += [
            ReadingProblem("native-option", option.message, option.cure, option.key, _position_of(process, option.key))
            for option in native_option_problems(context.source_options or {}, context.sink_options or {})
        ]
    if facts.requested_mode is None:
        key = "sink.strategy.mode"
        message = f"{facts.authored_mode!r} is not a load mode."
        problems.append(
            ReadingProblem(
                "mode-unknown", message, f"Write one of {', '.join((*MODES, AUTO))}.", key, _position_of(process, key)
            )
        )
    return problems or _build_problems(process)


def _build_problems(process: Process) -> list[ReadingProblem]:
    """Why dpone makes no load of a process whose hints can be read; none when a part of it cannot be told."""
    plain = plain_process(process)
    if not is_known(plain):
        return []
    try:
        LoadConfigBuilder().build(cast("dict[str, Any]", plain))
    except StrategyIntelligenceError as error:
        place = None if error.key is None else _position_of(process, error.key)
        return [ReadingProblem("load-config", error.message, error.cure, error.key, place)]
    return [_scope_problem(process, fault) for fault in _scope_faults(process)]


def _scope_faults(process: Process) -> Iterator[ScopeFault]:
    value = process.at("sink.strategy.portable_scope")
    return iter(()) if value is None or value.is_null else scope_faults(process.plain(value))


def _scope_problem(process: Process, fault: ScopeFault) -> ReadingProblem:
    whole = "sink.strategy.portable_scope"
    key = f"{whole}.{fault.path}" if fault.path else whole
    return ReadingProblem(
        "load-config",
        _ended(fault.message),
        key=key,
        position=_position_of(process, key) or _position_of(process, whole),
    )


def _position_of(process: Process, key: str) -> Position | None:
    value = process.at(key)
    return None if value is None else _position(value.layer.document, value.node)


def _position(document: Document, node: Node) -> Position:
    return _at(document, node.start)


def _at(document: Document, offset: int) -> Position:
    line, column = document.source.position(offset)
    return Position(_shown(document.path), line + 1, column + 1)


def _shown(path: str) -> str:
    # Short where the reader stands in the project, whole where they do not.
    here = os.getcwd().replace(os.sep, "/").rstrip("/") + "/"
    return path.removeprefix(here)


def _syntax_problem(document: Document, problem: Any) -> ReadingProblem:
    return ReadingProblem(
        f"yaml-{problem.code}", _ended(problem.message), "Mend the YAML.", position=_at(document, problem.start)
    )


def _issue_problem(issue: Issue) -> ReadingProblem:
    position = None if issue.node is None else _position(issue.document, issue.node)
    return ReadingProblem(issue.kind, _ended(issue.message), position=position)


def _ended(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _choices(titles: list[str]) -> str:
    return f"Use one of {first(titles, 10)}." if titles else "The manifest has no processes."
