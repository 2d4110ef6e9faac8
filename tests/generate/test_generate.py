"""The made-up manifests are repeatable, mean what was intended, and reach every form, mode, source and sink."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.generate.chance import Chance
from tests.generate.generator import WEIGHTS, generate
from tests.generate.project import Project
from tests.generate.routes import MODES, SINKS, SOURCES
from tests.generate.shrink import shrink
from tests.generate.yaml_style import Style, to_yaml
from tests.oracle.client import OracleClient, OracleError

SEEDS = range(150)
SCALARS: tuple[Any, ...] = (
    *(
        "a",
        "plain text",
        "on",
        "1e5",
        "0x1",
        "",
        "two\nlines\n",
        "two\nlines",
        "trail  ",
        "# x",
        "a: b",
        "{{ x }}",
        "- a",
    ),
    *(
        "ünï",
        "\ttab",
        "a\n\n\nb\n\n",
        "* x",
        "1:30",
        "2025-01-01",
        "null",
        "~",
        "=",
        "<<",
        "\u2028x",
        "\x07",
        "  lead",
        "it's",
    ),
    *(
        1,
        0,
        -5,
        100_000,
        1.5,
        1e-20,
        1e300,
        float("inf"),
        True,
        False,
        None,
        date(2025, 1, 1),
        datetime(2025, 1, 2, 3, 4, 5),
    ),
)


@pytest.mark.parametrize("valid", [True, False])
def test_a_seed_always_gives_the_same_text(valid: bool) -> None:
    assert [generate(seed, valid=valid) for seed in range(20)] == [generate(seed, valid=valid) for seed in range(20)]


def test_the_forms_modes_and_endpoints_all_occur() -> None:
    labels = " ".join(generate(seed).label for seed in range(600))
    assert [form for form in WEIGHTS if form not in labels] == []
    assert [word for word in (*MODES, *SOURCES, *SINKS) if f"'{word}'" not in labels] == []


def test_text_is_written_in_every_style() -> None:
    texts = [text for seed in SEEDS for text in generate(seed).files.values()]
    signs = {
        "flow mapping": "{type:",
        "comment": " # ",
        "anchor": "&a1",
        "alias": "*a1",
        "merge key": "<<: *",
        "carriage return": "\r\n",
        "byte order mark": "\ufeff",
        "block scalar": ": |",
        "folded scalar": ": >-",
        "directive": "%YAML",
        "underscore in a number": "_000",
        "non-ASCII": "З",
        "template": "{{ src_table",
    }
    assert [name for name, sign in signs.items() if not any(sign in text for text in texts)] == []


def test_yaml_text_means_the_values_it_was_made_from(oracle: OracleClient) -> None:
    for seed in range(300):
        chance = Chance(seed)
        value = _random_value(chance, 0)
        text = to_yaml(value, Style.by_chance(chance), chance)
        assert oracle.load_yaml(text) == value, f"seed {seed}:\n{text}"


def test_nearly_all_valid_projects_are_accepted(oracle: OracleClient, tmp_path: Path) -> None:
    projects = [generate(seed) for seed in SEEDS]
    refused = [
        (project.label, verdict.failure or verdict.issues)
        for number, project in enumerate(projects)
        if not (verdict := oracle.validate(project.write(tmp_path / str(number)))).accepted
    ]
    assert len(refused) < 0.05 * len(projects), refused


def test_faulty_projects_are_refused_often_and_in_many_ways(oracle: OracleClient, tmp_path: Path) -> None:
    verdicts = [oracle.validate(generate(seed, valid=False).write(tmp_path / str(seed))) for seed in SEEDS]
    by_status = Counter(verdict.status for verdict in verdicts)
    assert set(by_status) == {"ok", "findings", "refused", "crash"}, by_status
    assert by_status["ok"] < 0.8 * len(verdicts)


def test_every_decided_strategy_is_reached(oracle: OracleClient, tmp_path: Path) -> None:
    reached: set[str] = set()
    for seed in SEEDS:
        path = generate(seed).write(tmp_path / str(seed))
        try:
            reached |= {plan.strategy for plan in oracle.plan_all(path)}
        except OracleError:
            continue
    assert reached >= set(MODES) - {"auto"}


def test_a_counter_example_shrinks_to_what_matters() -> None:
    project = next(project for seed in SEEDS if "unique_key" in _text(project := generate(seed)))
    small = shrink(project, lambda candidate: "unique_key" in _text(candidate))
    assert len(_text(small).splitlines()) <= 6
    assert "unique_key" in _text(small)


def test_text_without_a_draft_shrinks_by_lines() -> None:
    project = replace(generate(3), draft=None, files={"a.yaml": "a:\n  b: 1\n  c: 2\nd: 3\n"}, primary="a.yaml")
    assert shrink(project, lambda candidate: "c: 2" in _text(candidate)).files == {"a.yaml": "  c: 2\n"}


def _text(project: Project) -> str:
    return "".join(project.files.values())


def _random_value(chance: Chance, depth: int) -> Any:
    kind = chance.number(0, 9)
    if depth < 4 and kind < 4:
        keys = ("a", "b", "name", "off", "1x", "ключ", "a b", "x:y", 5, None, "")
        return {chance.one(keys): _random_value(chance, depth + 1) for _ in range(chance.number(0, 4))}
    if depth < 4 and kind < 6:
        return [_random_value(chance, depth + 1) for _ in range(chance.number(0, 4))]
    return chance.one(SCALARS)
