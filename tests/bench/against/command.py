"""Takes the samples of both revisions in turns, prints the figures, and fails when this checkout is slower."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle, islice, permutations
from pathlib import Path

from tests.bench.against.figures import SUBJECTS, Subject, can_measure
from tests.bench.against.pairs import Compared, Verdict, compared
from tests.revisions.side import Side, UnknownRevision, of_checkout, of_revision, told

LEAST_PAIRS = 15


def main(arguments: list[str]) -> int:
    """Exit code 1 when a figure is slower by more than the limit, 2 for an unknown revision or name."""
    options = _parser().parse_args(arguments)
    reason = can_measure()
    if reason:
        print(f"nothing can be compared here: {reason}", file=sys.stderr)
        return 2
    chosen = [subject for subject in SUBJECTS if not options.only or subject.name in options.only]
    with tempfile.TemporaryDirectory(prefix="dpone-bench-") as name:
        folder = Path(name).resolve()
        try:
            # Names of one length: a longer path costs time of its own.
            before, again = (
                of_revision(options.against, folder / "side-1"),
                of_revision(options.against, folder / "side-3"),
            )
        except UnknownRevision as error:
            print(f"`{options.against}` is no revision here: {error}", file=sys.stderr)
            return 2
        after = of_checkout(folder / "side-2")
        print(told((before, after)))
        print(
            f"{options.pairs} pairs; ratio: this checkout to {before.name}, the median of pairs; in brackets where it"
        )
        print(f"lies with 95 %; itself: the same of {before.name} and a second copy of it. A ratio inside that is no")
        print("difference; where that is wide, take more pairs or a quiet machine.")
        if options.pairs < LEAST_PAIRS:
            print(f"Fewer than {LEAST_PAIRS} pairs show how much noise there is; do not rely on their verdict.")
        slower = False
        for subject in chosen:
            place = folder / subject.name
            place.mkdir()
            for what, figure in figures(subject, (before, after, again), place, options.pairs):
                verdict = figure.verdict(options.limit / 100)
                slower = slower or verdict is Verdict.SLOWER
                print(line(what, figure, verdict, options.limit / 100), flush=True)
    return 1 if slower else 0


def figures(
    subject: Subject, sides: tuple[Side, Side, Side], folder: Path, pairs: int
) -> Iterator[tuple[str, Compared]]:
    """The figures of one subject by name. `sides`: the earlier revision, this checkout, the earlier one again."""
    take = subject.prepare(folder)
    # The first run of a side finds nothing in the caches of the system.
    for side in sides:
        take(side)
    samples: dict[str, list[list[float]]] = defaultdict(lambda: [[], [], []])
    # Each is first, second and last equally often, next to each of the others: what drifts hits all alike.
    orders = cycle(_orders())
    for _ in range(pairs):
        least: list[dict[str, float]] = [{}, {}, {}]
        for order in islice(orders, subject.repeats):
            for index in order:
                for what, value in take(sides[index]).items():
                    least[index][what] = min(value, least[index].get(what, value))
        for index, sample in enumerate(least):
            for what, value in sample.items():
                samples[what][index].append(value)
    for what, (before, after, again) in samples.items():
        yield f"{subject.name}, {what}", compared(before, after, again)


def _orders() -> Sequence[tuple[int, ...]]:
    orders = list(permutations(range(3)))
    return [order for pair in zip(orders[:3], [order[::-1] for order in orders[:3]], strict=True) for order in pair]


def line(what: str, figure: Compared, verdict: Verdict, limit: float) -> str:
    """One figure in a line."""
    noisy = figure.noise.high > 1 + limit
    # Where a copy of the same revision differs by more than the limit, no difference that matters could have been seen.
    word = "cannot tell: the noise is above the limit" if noisy and verdict is Verdict.NONE else str(verdict)
    return (
        f"{what:44} {figure.before:9.2f} {figure.after:9.2f}  ratio {figure.ratio:.3f} ({figure.spread})"
        f"  itself {figure.noise}  {word}"
    )


def _parser() -> argparse.ArgumentParser:
    names = [subject.name for subject in SUBJECTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--against", required=True, metavar="REV", help="the revision this checkout is compared with")
    parser.add_argument(
        "--only", action="append", choices=names, metavar="NAME", help=f"only this: {', '.join(names)}; repeat it"
    )
    parser.add_argument(
        "--pairs", type=int, default=LEAST_PAIRS, metavar="N", help=f"how many pairs (default: {LEAST_PAIRS})"
    )
    parser.add_argument(
        "--limit", type=float, default=3.0, metavar="PERCENT", help="how much slower fails (default: 3)"
    )
    return parser
