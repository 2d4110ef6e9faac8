"""The guide page: its samples run, its tables match the code, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dpone_si.advisor.ladder import GATES, LADDER, WARNINGS
from dpone_si.advisor.signals import signal
from dpone_si.cli import main as cli
from dpone_si.cli.main import parser
from dpone_si.models.trace import Condition
from dpone_si.native_paths import NativeFastPathCatalog
from dpone_si.vocabulary import HINT_KEYS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "strategy-intelligence.md").read_text(encoding="utf-8")
SOURCES = Path(__file__).parents[2] / "dpone_si"


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    section = PAGE.split(f"{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.group().splitlines()[2:]]


def test_every_python_sample_runs() -> None:
    """In order, as one program, as a reader would type them."""
    samples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(samples) > 5
    exec(compile("\n".join(samples), "docs/strategy-intelligence.md", "exec"), {"__name__": "sample"})


def test_the_ladder_table_is_the_ladder() -> None:
    """Rungs, conditions and strategies, in their order."""

    def need(condition: Condition) -> str:
        return f"`{condition.hint}` {condition.need()}"

    assert rows("## The advisor") == [
        [f"`{rung.name}`", "; ".join(map(need, rung.conditions)) or "nothing", rung.strategy or "as requested"]
        for rung in LADDER
    ]


def test_the_hint_table_is_the_vocabulary() -> None:
    """Hints and the keys they are read from."""
    assert rows("### Where hints come from") == [
        [f"`{hint}`", ", ".join(f"`{key}`" for key in keys)] for hint, keys in HINT_KEYS.items()
    ]


def test_the_signal_table_is_complete() -> None:
    """Every code with its severity and kind, once."""
    reasons = dict.fromkeys(code for rung in LADDER for code in rung.reasons)
    warnings = dict.fromkeys(
        [*(code for rung in LADDER for code in rung.warnings), *(remark.code for remark in WARNINGS)]
    )
    kinds = {
        **dict.fromkeys(reasons, "reason"),
        **dict.fromkeys(warnings, "warning"),
        **{gate.code: "gate" for gate in GATES},
    }
    facts = dict.fromkeys(("requested_mode", "sink_type", "source_type", "strategy_mode"), "x")
    assert rows("### Signals") == [[f"`{code}`", signal(code, facts).severity, kind] for code, kind in kinds.items()]


def test_the_path_table_names_real_paths() -> None:
    """Each pair of the table resolves to the path and tools beside it."""
    for pair, path_id, tools in rows("## Native fast paths")[:-1]:
        source, sink = pair.split(" to ")
        path = NativeFastPathCatalog().resolve(source, sink)
        assert path_id.startswith(f"`{path.path_id}`")
        assert tools == ", ".join(path.required_tools)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    """With its name in a usage line."""
    assert f"`dpone-si {name} " in PAGE


def test_documented_flags_exist() -> None:
    """Every flag on the page is one of ours, except those quoted from dpone."""
    subparsers = next(action for action in parser()._actions if action.dest == "COMMAND" or action.nargs == "A...")
    choices: dict[str, object] = subparsers.choices  # type: ignore[assignment]
    ours = {flag for command in choices.values() for action in command._actions for flag in action.option_strings}  # type: ignore[attr-defined]
    used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))
    assert used - ours == {"--partitions", "--plan", "--backend", "--state-type"}


def test_every_schema_version_is_documented() -> None:
    """What scripts rely on is named on the page."""
    found = {
        version
        for path in SOURCES.rglob("*.py")
        for version in re.findall(r'VERSION = "(dpone\.[\w.]+\.v\d+)"', path.read_text(encoding="utf-8"))
    }
    assert len(found) >= 9
    assert {version for version in found if version not in PAGE} <= {"dpone.replay.artifact.v1"}


def test_links_lead_somewhere() -> None:
    """Files exist, headings exist."""
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        path, _, anchor = target.partition("#")
        assert not path or (DOCS / path).exists(), target
        assert not anchor or path or anchor in headings, target


def test_sample_commands_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The console lines of the page, on the files they name, end well."""
    monkeypatch.chdir(DOCS.parent)
    lines = re.findall(r"^\$ dpone-si (.+)$", PAGE, re.MULTILINE)
    assert lines
    for line in lines:
        assert cli.main(shlex.split(line)) == 0, capsys.readouterr().err
