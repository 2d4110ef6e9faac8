"""Editing that goes on and on: one real server, many manifests, and the same day's work over and over. What grows is a leak.

Edits go to a limited set of texts and are taken back, so a server without leaks is as large and as fast in the end as after the first round.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.dpone_lsp.server.pipe import Pipe, pipe
from tests.dpone_lsp.server.session import PRESET, batch
from tests.fuzz.conversation import change, request

_OPEN: Final = 12
_HONEST: Final = frozenset((-32602, -32601, -32800, -32801, -32803))


@dataclass(slots=True)
class Report:
    """What a session came to: processor seconds of the server for each round of edits, and its size (KiB) after it."""

    edits: int = 0
    requests: int = 0
    costs: list[float] = field(default_factory=list[float])
    sizes: list[int] = field(default_factory=list[int])
    #: Internal faults the server told of.
    faults: list[str] = field(default_factory=list[str])

    @property
    def slower(self) -> float:
        """Cost of the last quarter of the rounds as a multiple of the second: the first one warms up."""
        return _growth(self.costs)

    @property
    def larger(self) -> float:
        """The same for the size."""
        return _growth([float(size) for size in self.sizes])

    def __str__(self) -> str:
        size = f"{self.sizes[len(self.sizes) // 4] / 1024:.0f} MB -> {self.sizes[-1] / 1024:.0f} MB"
        return (
            f"{self.edits} edits, {self.requests} requests, {len(self.faults)} internal faults; "
            f"memory {size} (x{self.larger:.2f}), cost of a round x{self.slower:.2f}"
        )


def _growth(values: list[float]) -> float:
    quarter = max(len(values) // 4, 1)
    early, late = values[quarter : 2 * quarter] or values[:1], values[-quarter:]
    return statistics.median(late) / max(statistics.median(early), 1e-9)


async def soak(folder: Path, more: Callable[[int], bool], seed: int = 0, manifests: int = 200) -> Report:
    """Edit while `more(round)` says so."""
    chance = random.Random(seed)
    texts = _project(folder, manifests)
    report = Report()
    async with pipe(folder, env={"DPONE_LSP_RAISE": "1"}) as one:
        await one.initialize(folder, capabilities={"textDocument": {"diagnostic": {}}})
        number = 0
        while more(number):
            number += 1
            before = _processor_seconds(one.process.pid)
            for uri in chance.sample(sorted(texts), _OPEN):
                await _edit(one, uri, texts[uri], chance, report)
            report.costs.append(_processor_seconds(one.process.pid) - before)
            report.sizes.append(_size(one.process.pid))
            report.faults.extend(
                message["params"]["message"] for message in one.heard if message.get("method") == "window/showMessage"
            )
            one.heard.clear()
        assert await one.leave() == 0
    return report


async def _edit(one: Pipe, uri: str, text: str, chance: random.Random, report: Report) -> None:
    """Open a manifest, type a word in it letter by letter, ask about it, take it back, close it."""
    one.open(uri, text)
    version, now = 1, text
    at = chance.choice([index for index, char in enumerate(text) if char in " \n"])
    for letter in "mode: x\n":
        new = now[:at] + letter + now[at:]
        at += 1
        version += 1
        _change(one, uri, version, now, new)
        now = new
        report.edits += 1
        if chance.random() < 0.3:
            await one.diagnostics(uri)
    for _ in range(4):
        answer = await one.ask(*request(uri, now, chance))
        report.requests += 1
        error = answer.get("error")
        if error is not None and error["code"] not in _HONEST:
            report.faults.append(str(error))
    _change(one, uri, version + 1, now, text)
    await one.diagnostics(uri)
    one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def _change(one: Pipe, uri: str, version: int, old: str, new: str) -> None:
    one.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change(old, new)]},
    )


def _project(folder: Path, manifests: int) -> dict[str, str]:
    texts: dict[str, str] = {}
    (folder / "house.yaml").write_text(PRESET)
    for number in range(manifests):
        path = folder / f"area{number % 10}" / f"m{number}.batch.yaml"
        path.parent.mkdir(exist_ok=True)
        text = batch("../house.yaml", *(f"t{number}_{table}" for table in range(5 + number % 20)))
        path.write_text(text)
        texts[path.as_uri()] = text
    return texts


def _processor_seconds(process: int) -> float:
    """What a process has used so far; wall time where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return time.monotonic()
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _size(process: int) -> int:
    """KiB in memory; constant where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 1
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
