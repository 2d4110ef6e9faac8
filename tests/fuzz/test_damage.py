"""Half-typed, cut off, mangled: no text makes the analysis fail, look outside the text, or forget what it found before an edit."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dpone_si.manifest.model.documents import Document
from tests.fuzz.exercise import analysed, check_edits, check_features, check_positions
from tests.fuzz.texts import SCRAPS, damaged, generated, samples
from tests.fuzz.work import bound, within

SAMPLES = samples()
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def look(text: str, *offsets: int) -> None:
    with within(bound(text)):
        made = analysed(text)
        check_positions(made.document)
        check_features(made, offsets or (0, len(text) // 2, len(text)))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_line_being_typed(name: str) -> None:
    """Each beginning of a sample that ends where somebody might stop typing: behind a word, a colon, a dash."""
    text = SAMPLES[name]
    for end in stops(text):
        look(text[:end], end)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_prefix(name: str) -> None:
    for end in range(len(SAMPLES[name])):
        look(SAMPLES[name][:end], end)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_single_deletion(name: str) -> None:
    text = SAMPLES[name]
    for at in range(len(text)):
        look(text[:at] + text[at + 1 :], at)


@pytest.mark.parametrize("name", SAMPLES)
def test_deletions_edit_by_edit(name: str) -> None:
    """Delete each character in one document and put it back: the tree is that of the whole text every time."""
    text = SAMPLES[name]
    document = Document("/nowhere/shop.batch.yaml", text)
    for at in range(0, len(text), 7):
        document.revise(text[:at] + text[at + 1 :])
        document.revise(text)
    assert shape(document) == shape(Document("/nowhere/shop.batch.yaml", text))


@RELAXED
@given(st.binary(max_size=400))
def test_bytes(data: bytes) -> None:
    look(data.decode("utf-8", "surrogateescape"))


@RELAXED
@given(
    st.lists(
        st.sampled_from([*SCRAPS, "\n", "\n  ", "\n    ", "kind: dpone.batch.v1\n", "name: x\n", "source: ", "sink: "]),
        max_size=30,
    )
)
def test_scraps(parts: list[str]) -> None:
    look("".join(parts))


@RELAXED
@given(st.text(max_size=200), st.sampled_from(sorted(SAMPLES)), st.floats(0, 1))
def test_text_in_the_middle(inserted: str, name: str, where: float) -> None:
    at = int(len(SAMPLES[name]) * where)
    look(SAMPLES[name][:at] + inserted + SAMPLES[name][at:], at)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_manifests(seed: int) -> None:
    chance = random.Random(seed)
    for text in generated(seed).values():
        text = damaged(text, chance)
        look(text, *(chance.randint(0, len(text)) for _ in range(3)))


@pytest.mark.parametrize("seed", range(25))
def test_edits_are_analysed_like_fresh_texts(seed: int) -> None:
    chance = random.Random(seed)
    texts = [*generated(seed).values(), *SAMPLES.values()]
    with within(5_000):
        check_edits(chance.choice(texts), chance)


def stops(text: str) -> list[int]:
    return [at for at in range(1, len(text)) if text[at] in ":\n- \"'[{" and text[at - 1] not in " \n"][::3]


def shape(document: Document) -> object:
    from dpone_si.manifest.syntax.tree import walk

    root = document.root
    return [] if root is None else [(type(node), node.start, node.end) for node in walk(root)]
