"""The verdict on two revisions, over numbers that were not measured: what is slower is told, what is noise is not."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.against.command import figures, line
from tests.bench.against.figures import Subject, Take
from tests.bench.against.pairs import Compared, Interval, Verdict, compared, interval
from tests.revisions.side import Side

PAIRS = 15
BEFORE, AFTER, AGAIN = sides = (Side("before", Path("1")), Side("after", Path("2")), Side("before", Path("3")))


def figure(cost: Callable[[Side], float], tmp_path: Path, pairs: int = PAIRS) -> Compared:
    """The figure of a subject whose samples are made by a function."""
    subject = Subject("made-up", lambda _: lambda side: {"ms": cost(side)})
    [(what, found)] = figures(subject, sides, tmp_path, pairs)
    assert what == "made-up, ms"
    return found


def noisy(share: float, slower: float) -> Callable[[Side], float]:
    """Samples of 100 that vary by a share; those of this checkout are `slower` times as long."""
    chance = random.Random(5)
    return lambda side: 100 * chance.uniform(1 - share, 1 + share) * (slower if side is AFTER else 1)


@pytest.mark.parametrize(
    ("share", "slower", "verdict"),
    [
        (0.01, 1.0, Verdict.NONE),
        (0.01, 1.05, Verdict.SLOWER),
        (0.005, 1.02, Verdict.SMALL),
        (0.01, 0.9, Verdict.FASTER),
        (0.2, 1.02, Verdict.NONE),
        (0.0, 1.0, Verdict.NONE),
        (0.0, 1.031, Verdict.SLOWER),
    ],
)
def test_a_difference_counts_when_it_is_more_than_one_revision_differs_from_itself(
    share: float, slower: float, verdict: Verdict, tmp_path: Path
) -> None:
    assert figure(noisy(share, slower), tmp_path).verdict(0.03) is verdict


def test_a_machine_that_gets_slower_all_the_time_is_no_difference(tmp_path: Path) -> None:
    asked = iter(range(1, 10_000))
    found = figure(lambda _: 100.0 + next(asked), tmp_path)
    assert found.verdict(0.0) is Verdict.NONE


def test_each_side_is_measured_in_each_place_of_a_round(tmp_path: Path) -> None:
    asked: list[str] = []

    def prepare(_: Path) -> Take:
        def take(side: Side) -> dict[str, float]:
            asked.append(str(side.root))
            return {"ms": 1.0}

        return take

    list(figures(Subject("made-up", prepare), sides, tmp_path, 6))
    rounds = ["".join(asked[start : start + 3]) for start in range(3, len(asked), 3)]
    assert sorted(rounds) == ["123", "132", "213", "231", "312", "321"]


def test_a_sample_is_the_least_of_measurements_in_turns(tmp_path: Path) -> None:
    asked: list[Side] = []

    def cost(side: Side) -> float:
        asked.append(side)
        # Every other measurement of a side is disturbed.
        return 100.0 if asked.count(side) % 2 else 900.0

    [(_, found)] = figures(Subject("made-up", lambda _: lambda side: {"ms": cost(side)}, 2), sides, tmp_path, 6)
    assert (found.before, found.after) == (100.0, 100.0)
    assert [asked.count(side) for side in sides] == [13, 13, 13]


def test_a_verdict_that_the_noise_allows_no_trust_in_says_so(tmp_path: Path) -> None:
    assert "the noise is above the limit" in line("what", figure(noisy(0.2, 1.02), tmp_path), Verdict.NONE, 0.03)
    assert "noise is above" not in line("what", figure(noisy(0.001, 1.02), tmp_path), Verdict.SMALL, 0.03)


def test_the_interval_of_the_median_is_that_of_the_sign_test() -> None:
    assert interval([float(value) for value in range(1, 16)]) == Interval(4, 12)
    assert interval([3.0, 1.0, 2.0]) == Interval(1, 3)
    assert interval([7.0]) == Interval(7, 7)
    assert compared([1.0, 2.0], [2.0, 4.0], [1.0, 2.0]).ratio == 2.0


def test_an_unknown_revision_and_an_unknown_name_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--against", "no-such-revision"]) == 2
    assert "no-such-revision" in capsys.readouterr().err
    with pytest.raises(SystemExit) as refused:
        main(["--against", "HEAD", "--only", "nonsense"])
    assert refused.value.code == 2
    assert "one-file-59" in capsys.readouterr().err
