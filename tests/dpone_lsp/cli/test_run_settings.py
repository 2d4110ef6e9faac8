"""Settings of a run: files, flags and comments."""

from __future__ import annotations

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint, rules


def test_settings_rule_the_run_and_flags_win(lint: Lint) -> None:
    lint.write({"bad.yaml": FAULTY, "dpone-lint.toml": 'ignore = ["partition-column-missing"]\n'})
    assert lint("bad.yaml").code == 0
    assert lint("bad.yaml", "--isolated").code == 1
    lint.write({"other.toml": 'select = ["unknown-key"]\n'})
    assert lint("bad.yaml", "--config", "other.toml").code == 0
    assert rules(lint.findings("bad.yaml", "--config", "other.toml", "--select", "partition-column-missing")) == {
        "partition-column-missing"
    }


def test_the_nearest_settings_file_counts(lint: Lint) -> None:
    lint.write(
        {
            "a/bad.yaml": FAULTY,
            "b/bad.yaml": FAULTY,
            "pyproject.toml": '[tool.dpone-lint]\nseverity = {partition-column-missing = "hint"}\n',
            "b/pyproject.toml": '[tool.dpone-lint]\nseverity = {partition-column-missing = "warning"}\n',
        }
    )
    (lint.folder / "dpone-lint.toml").unlink()
    found = {one["path"]: one["severity"] for one in lint.findings(".") if one["rule"] == "partition-column-missing"}
    assert found == {"a/bad.yaml": "hint", "b/bad.yaml": "warning"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "tier = 'default'\nselekt = ['unknown-key']\n",
            "dpone-lint.toml:2: `selekt`: there is no such setting. Did you mean `select`?",
        ),
        (
            "ignore = ['unknown-kee']\n",
            "dpone-lint.toml:1: `ignore`: there is no rule `unknown-kee`. Did you mean `unknown-key`?",
        ),
        ("tier = \n", "dpone-lint.toml:1: this is no valid TOML"),
        ("[severity]\nunknown-key = 'loud'\n", "dpone-lint.toml:2: `severity.unknown-key`: `loud` is no severity"),
        ("plugins = ['rules/none.py']\n", "rules/none.py"),
    ],
)
def test_a_bad_setting_names_file_line_key_and_cure(lint: Lint, text: str, told: str) -> None:
    lint.write({"good.yaml": CLEAN, "dpone-lint.toml": text})
    done = lint("good.yaml", DPONE_LSP_RAISE="")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


def test_suppressions_and_their_audit(lint: Lint) -> None:
    text = FAULTY.replace("strategy:", "strategy:  # dpone: ignore[partition-column-missing] legacy")
    lint.write({"bad.yaml": text})
    assert lint("bad.yaml").code == 0
    assert "1 hidden by comments" in lint("bad.yaml").out
    assert rules(lint.findings("bad.yaml", "--no-ignores")) >= {"partition-column-missing"}


def test_rules_of_the_project_run(lint: Lint) -> None:
    settings = """
    [[custom-rules]]
    name = "no-dwh"
    key = "sink.connection_id"
    message = "use the lake"
    equals = "dwh"
    """
    lint.write({"good.yaml": CLEAN, "dpone-lint.toml": settings})
    assert rules(lint.findings("good.yaml")) >= {"no-dwh"}
    assert "no-dwh" in lint("rules").out
    assert lint("explain", "no-dwh").code == 0
