"""Large, deep and looping texts: an answer in bounded time, with a finding where the analysis stops."""

from __future__ import annotations

import pytest

from tests.fuzz.exercise import analysed, check_features, check_positions
from tests.fuzz.texts import nasty
from tests.fuzz.work import bound, within

TEXTS = nasty()


@pytest.mark.parametrize("what", TEXTS)
def test_nasty_text(what: str) -> None:
    text = TEXTS[what]
    with within(bound(text), what):
        made = analysed(text)
        check_positions(made.document)
        check_features(made, [0, len(text) // 2, len(text)])
