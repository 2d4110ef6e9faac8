"""What a template gives is what dpone's renderer gives, or cannot be told; a fault of ours is one of dpone's.

Compared are made-up templates over the whole language, each with dpone's own renderer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.model import Scope, TemplateFault, is_template
from dpone_si.manifest.templates.render import render
from tests.conformance.compare import difference
from tests.conformance.samples import NUMBER
from tests.generate.chance import Chance
from tests.generate.expressions import NAMES, value
from tests.oracle.client import OracleClient, OracleError

RENDER = "dpone.manifest.batch_rendering:TemplateRenderer.render"
PART = 800


@pytest.mark.parametrize("seeds", [range(start, start + PART) for start in range(0, 10 * NUMBER, PART)], ids=str)
def test_made_up_templates(oracle: OracleClient, seeds: Sequence[int]) -> None:
    texts = {seed: value(Chance(f"expression {seed}")) for seed in seeds}
    wrong = {f"{seed}: {text}": found for seed, text in texts.items() if (found := disagreement(oracle, text))}
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "{{ words | default(value='x') }}",
        "{{ range(3) }}",
        "{{ [range(3)] }}",
        "{{ n | default(nowhere) }}",
        "{{ nowhere | default(nowhere) }}",
        "{{ '5' | int(nowhere) }}",
        "{{ m.get('k', nowhere) }}",
        "{{ nowhere | select }}",
        "{{ nowhere | pprint }}",
        "{{ nowhere is sameas none }}",
        "{{ n is defined(1) }}",
        "{{ (n if z) is sequence }}",
        "{{ true or n is nosuch }}",
        "{{ n or n | nosuch }}",
        "{% if no %}{{ n | nosuch }}{% endif %}",
        "{% if no %}{% for i in words %}{{ n | nosuch }}{% endfor %}{% endif %}",
    ],
)
def test_corners(oracle: OracleClient, text: str) -> None:
    assert disagreement(oracle, text) is None


def test_most_of_what_dpone_renders_is_told(oracle: OracleClient) -> None:
    told = Counter(
        type(_ours(text)).__name__
        for seed in range(PART)
        if (_theirs(oracle, text := value(Chance(f"expression {seed}")))) is not None
    )
    assert sum(told.values()) > PART / 4
    assert told["CannotTell"] < sum(told.values()) / 2.5


def disagreement(oracle: OracleClient, text: str) -> str | None:
    """How our outcome differs from dpone's, in words."""
    theirs, ours = _theirs(oracle, text), _ours(text)
    if isinstance(ours, CannotTell):
        return None
    if isinstance(ours, TemplateFault):
        return None if theirs is None else f"we say {ours.message!r}, dpone gives {theirs[0]!r}"
    return f"dpone fails, we have {ours[0]!r}" if theirs is None else difference(ours[0], theirs[0])


def _ours(text: str) -> tuple[Any] | CannotTell | TemplateFault:
    try:
        return (render(text, Scope.of(NAMES)).value if is_template(text) else text,)
    except (CannotTell, TemplateFault) as outcome:
        return outcome


def _theirs(oracle: OracleClient, text: str) -> tuple[Any] | None:
    try:
        return (oracle.call(RENDER, text, dict(NAMES)),)
    except OracleError:
        return None
