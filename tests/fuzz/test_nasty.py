"""Large, deep and looping texts: an answer in bounded time, with a finding where the analysis stops."""

from __future__ import annotations

import pytest

from tests.fuzz.exercise import analysed, check_features, check_positions, no_longer_than
from tests.fuzz.texts import nasty

TEXTS = nasty()


@pytest.mark.parametrize("what", TEXTS)
def test_nasty_text(what: str) -> None:
    text = TEXTS[what]
    with no_longer_than(60, what):
        made = analysed(text)
        check_positions(made.document)
        check_features(made, [0, len(text) // 2, len(text)])
