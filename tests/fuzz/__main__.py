"""Look for trouble: `python -m tests.fuzz` damages manifests by chance until `--minutes` or `--runs` are over.

    --guided              let atheris choose the inputs by the code they reach
    --talk                random sessions with the real server instead
    --exhaustive FOLDER   every beginning and every single deleted character of every manifest below a folder

A failing input is written to the folder `--keep` with its traceback; a lasting one becomes a test in `test_found.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.fuzz.exercise import analysed, check_edits, check_features, check_positions
from tests.fuzz.texts import damaged, generated, samples
from tests.fuzz.work import bound, within


class Failures:
    """The different failures so far, each kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.known: set[str] = set()

    def attempt(self, text: str, action: Callable[[], object], note: str) -> None:
        """Do something with a text; keep the text when that fails in a new way."""
        try:
            action()
        except Exception as error:
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "dpone_" in frame.filename]
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "promise"
            name = f"{type(error).__name__} {where} {'' if frames else str(error)[:60]}"
            if name not in self.known:
                self.known.add(name)
                self._keep(name, text, note)

    def _keep(self, name: str, text: str, note: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{len(self.known):03d}.yaml"
        path.write_text(text, "utf-8", "surrogatepass", newline="")
        path.with_suffix(".txt").write_text(f"{note}\n{traceback.format_exc()}", "utf-8", "replace")
        print(f"{name}: {path}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--runs", type=int, help="so many inputs instead of minutes: the same on every machine")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--guided", action="store_true")
    parser.add_argument("--talk", action="store_true")
    parser.add_argument("--exhaustive", type=Path, metavar="FOLDER")
    options = parser.parse_args(arguments)
    os.environ["DPONE_LSP_RAISE"] = "1"
    if options.guided:
        return _guided(options)
    failures = Failures(options.keep)
    if options.exhaustive is not None:
        runs = _exhaustive(options.exhaustive, failures)
    elif options.talk:
        runs = _talk(options, failures)
    else:
        runs = _by_chance(options, failures)
    print(f"{runs} inputs, {len(failures.known)} different failures (seed {options.seed})")
    return 1 if failures.known else 0


def _rounds(options: argparse.Namespace) -> Iterator[int]:
    end = time.monotonic() + options.minutes * 60
    number = 0
    while number < options.runs if options.runs is not None else time.monotonic() < end:
        number += 1
        yield number


def _by_chance(options: argparse.Namespace, failures: Failures) -> int:
    chance = random.Random(options.seed)
    texts = list(samples().values())
    runs = 0
    for runs in _rounds(options):
        if runs % 10 == 0:
            texts = [*texts, *generated(chance.randrange(1_000_000)).values()][-200:]
        seed = chance.randrange(1 << 40)
        text = damaged(chance.choice(texts), random.Random(seed))
        failures.attempt(text, lambda text=text, seed=seed: _everything(text, random.Random(seed)), f"seed {seed}")
    return runs


def _everything(text: str, chance: random.Random) -> None:
    with within(bound(text)):
        made = analysed(text)
        check_positions(made.document)
        check_features(made, [chance.randint(0, len(text)) for _ in range(3)])
    with within(20 * bound(text)):
        check_edits(text, chance)


def _talk(options: argparse.Namespace, failures: Failures) -> int:
    from tests.fuzz.conversation import converse

    def session(seed: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(converse(Path(folder), seed))

    runs = 0
    for runs in _rounds(options):
        seed = options.seed + runs
        failures.attempt("", lambda seed=seed: session(seed), f"seed {seed}")
    return runs


def _exhaustive(folder: Path, failures: Failures) -> int:
    runs = 0
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml"))):
        text = path.read_text("utf-8", "surrogateescape")
        for at in range(len(text)):
            for part in (text[:at], text[:at] + text[at + 1 :]):
                runs += 1
                failures.attempt(part, lambda part=part, at=at: _look(part, at), f"{path} at {at}")
        print(f"{path}: {runs} inputs so far", flush=True)
    return runs


def _look(text: str, at: int) -> None:
    with within(bound(text)):
        made = analysed(text)
        check_positions(made.document)
        check_features(made, [at])


def _guided(options: argparse.Namespace) -> int:
    limit = f"max_total_time={int(options.minutes * 60)}" if options.runs is None else f"runs={options.runs}"
    command = [sys.executable, "-m", "tests.fuzz.guided", limit, str(options.seed % (1 << 31)), str(options.keep)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
