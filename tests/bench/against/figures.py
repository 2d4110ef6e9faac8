"""What is measured of a revision: its console scripts as whole processes and its server over stdio, by CPU time where a clock tells that."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.long_texts import Long, tables
from tests.bench.manifests import batch, fleet, single
from tests.bench.measure import spent
from tests.bench.wire import Wire, milliseconds, wire
from tests.revisions.side import Side

#: A figure's name, with its unit -> what was measured.
Sample = Mapping[str, float]
Take = Callable[[Side], Sample]
_FILES = 1_000
#: Edits that import what the first analysis did not need.
_FIRST = 5


class Subject(NamedTuple):
    """`prepare` lays out files in an empty folder and gives what measures a side once.

    A sample is the least of `repeats` measurements, the sides in turns: what disturbs a short run makes it longer, never shorter.
    """

    name: str
    prepare: Callable[[Path], Take]
    repeats: int = 1


def _one_file(text: str) -> Callable[[Path], Take]:
    def prepare(folder: Path) -> Take:
        path = folder / "one.batch.yaml" if "schemas:\n" in text and "defaults:\n" in text else folder / "one.yaml"
        path.write_text(text, encoding="utf-8")
        return lambda side: {"ms of CPU": _cpu(side, str(path))}

    return prepare


def _cold(folder: Path) -> Take:
    fleet(folder, _FILES)
    return lambda side: {"ms of CPU": _cpu(side, "--no-cache", "--jobs", "1", str(folder))}


def _warm(folder: Path) -> Take:
    fleet(folder / "manifests", _FILES)
    filled: set[Path] = set()

    def take(side: Side) -> Sample:
        cache = folder / side.root.name
        arguments = ("--cache-dir", str(cache), "--jobs", "1", str(folder / "manifests"))
        if cache not in filled:
            _cpu(side, *arguments)
            filled.add(cache)
        return {"ms of CPU": _cpu(side, *arguments)}

    return take


def _cpu(side: Side, *arguments: str) -> float:
    return spent(side.command("dpone-lint", *arguments), side.environment()).cpu * 1000


def _edit(lines: int, rounds: int) -> Callable[[Path], Take]:
    def prepare(folder: Path) -> Take:
        long = tables(lines)
        uri = (folder / "long.batch.yaml").as_uri()

        def take(side: Side) -> Sample:
            with _server(side, folder) as server:
                server.initialize(folder)
                server.open(uri, long.text)
                for number in range(_FIRST):
                    _typed(server, uri, long, number)
                _settled(server)
                start = server.cpu()
                waits = [_typed(server, uri, long, number) for number in range(_FIRST, _FIRST + rounds)]
                return {
                    "ms of CPU an edit": (server.cpu() - start) * 1000 / rounds,
                    "ms to diagnostics, p50": statistics.median(waits),
                }

        return take

    return prepare


def _typed(server: Wire, uri: str, long: Long, number: int) -> float:
    start = time.perf_counter()
    server.type(uri, number + 2, long.line, long.column + number, "e")
    server.published(uri, number + 2)
    return milliseconds(start)


def _start(folder: Path) -> Take:
    long = tables(250)

    def take(side: Side) -> Sample:
        with _server(side, folder) as server:
            server.initialize(folder)
            cpu = server.cpu() * 1000
            server.open((folder / "long.batch.yaml").as_uri(), long.text)
            _settled(server)
            return {"ms of CPU to initialized": cpu, "MiB with 250 lines open": server.memory()}

    return take


@contextmanager
def _server(side: Side, folder: Path) -> Iterator[Wire]:
    with wire(folder, side.command("dpone-lsp"), side.environment()) as server:
        yield server


def _settled(server: Wire) -> None:
    """Wait until a server that nobody asks anything does nothing: it may go on importing for a while."""
    seen = -1.0
    while (now := server.cpu()) - seen > 0.0005:
        seen = now
        time.sleep(0.05)


SUBJECTS = (
    Subject("one-file-59", _one_file(single()), 6),
    Subject("one-file-248", _one_file(batch(45)), 6),
    Subject("thousand-cold", _cold),
    Subject("thousand-warm", _warm, 6),
    Subject("edit-250", _edit(250, 40), 2),
    Subject("edit-1000", _edit(1_000, 30), 2),
    Subject("edit-11000", _edit(11_000, 10)),
    Subject("start", _start, 2),
)


def can_measure() -> str:
    """Why nothing can be measured here, or ''."""
    if sys.platform != "linux" or not hasattr(os, "sched_getaffinity"):
        return "the CPU time of another process is only told by Linux"
    return ""
