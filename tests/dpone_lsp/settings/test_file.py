"""Settings files: found upwards, read whole, refused with their line when anything is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from dpone_lsp.model.settings import Settings, SettingsError
from dpone_lsp.settings import schema
from dpone_lsp.settings.file import load_settings, settings_for, settings_from
from dpone_lsp.settings.find import find_settings_file

FULL = """\
select = ["structure", "unknown-key"]
ignore = ["number-as-string"]
tier = "strict"
exclude = ["build/*"]
require-reason = true

[severity]
unknown-key = "error"

[per-file-ignores]
"legacy/*.yaml" = ["all"]

[rules.decision-fragile]
margin = 0.2

[[custom-rules]]
name = "owner-label"
key = "sink.options.table_labels.owner"
missing = true
message = "every table names its owner"
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load_settings(str(write(tmp_path, "dpone-lint.toml", FULL)))
    assert settings == Settings(
        select=("structure", "unknown-key"),
        ignore=("number-as-string",),
        tier="strict",
        severity={"unknown-key": "error"},
        options={"decision-fragile": {"margin": 0.2}},
        per_file_ignores={"legacy/*.yaml": ("all",)},
        exclude=("build/*",),
        root=tmp_path.as_posix(),
        require_reason=True,
        custom_rules=(
            {
                "name": "owner-label",
                "key": "sink.options.table_labels.owner",
                "missing": True,
                "message": "every table names its owner",
            },
        ),
    )


def test_pyproject_has_the_same_settings_under_its_table(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.dpone-lint]\nignore = ["unknown-key"]\n'
    assert load_settings(str(write(tmp_path, "pyproject.toml", text))).ignore == ("unknown-key",)


def test_the_nearest_file_counts_and_the_search_stops_at_the_root(tmp_path: Path) -> None:
    write(tmp_path, "dpone-lint.toml", 'ignore = ["unknown-key"]\n')
    inner = tmp_path / "project"
    (inner / "manifests").mkdir(parents=True)
    assert settings_for(str(inner / "manifests")).ignore == ("unknown-key",)
    assert settings_for(str(inner / "manifests"), root=str(inner)) == Settings()
    (inner / ".git").mkdir()
    assert find_settings_file(str(inner / "manifests")) is None
    write(inner, "pyproject.toml", "[tool.other]\nx = 1\n")
    assert find_settings_file(str(inner / "manifests")) is None
    nearest = write(inner, "pyproject.toml", '[tool.dpone-lint]\ntier = "strict"\n')
    assert find_settings_file(str(inner / "manifests")) == str(nearest)


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ('tier = "strict"\nselcet = ["all"]\n', 2, "selcet", "Did you mean `select`?"),
        ("require-reason = 1\n", 1, "require-reason", "must be true or false"),
        ('select = "all"\n', 1, "select", "list of texts"),
        ('\nignore = ["unknwon-key"]\n', 2, "ignore", "Did you mean `unknown-key`?"),
        ('[severity]\nunknown-key = "eror"\n', 2, "severity.unknown-key", "Write `error`"),
        ('[severity]\n# a comment\nnothing = "error"\n', 3, "severity.nothing", "no rule `nothing`"),
        ("[rules]\nunknown-key = 5\n", 2, "rules.unknown-key", "options of a rule are a table"),
        (
            '[rules.unknown-key]\nseverity = "hint"\n',
            2,
            "rules.unknown-key.severity",
            "Write `unknown-key` under [severity]",
        ),
        ("[rules.decision-fragile]\nmargn = 0.2\n", 2, "rules.decision-fragile.margn", "Did you mean `margin`?"),
        ('[rules.sibling-outlier]\nminimum = 5\nshare = "0.9"\n', 3, "rules.sibling-outlier.share", "must be a number"),
        (
            "[rules]\nsibling-outlier = {share = 9}\n",
            2,
            "rules.sibling-outlier.share",
            "from 0.5 to 1. The default is 0.9",
        ),
        ("[rules.perf-batch-size-tiny]\nrows = 1.5\n", 2, "rules.perf-batch-size-tiny.rows", "must be a whole number"),
        ("[rules.perf-batch-size-tiny]\nrows = 0\n", 2, "rules.perf-batch-size-tiny.rows", "1 or more"),
        ('[rules.plaintext-secret]\nkeys = "pin"\n', 2, "rules.plaintext-secret.keys", "list of texts"),
        ("[rules.unknown-key]\nwords = 1\n", 2, "rules.unknown-key.words", "It has none"),
        ("[rules.security]\nkeys = []\n", 1, "rules.security", "more than one rule"),
        ('[per-file-ignores]\n"a.b/*" = "all"\n', 2, "per-file-ignores.a.b/*", "list of texts"),
        ('tier = "loud"\n', 1, "tier", "`loud` is no tier"),
        ('[[custom-rules]]\nname = "a"\nkey = "x"\nmessage = "m"\n', 1, "custom-rules[1]", "needs a condition"),
        (
            '[[custom-rules]]\nname = "A b"\nkey = "x"\nmessage = "m"\nmissing = true\n',
            2,
            "custom-rules[1].name",
            "no rule name",
        ),
        (
            '[[custom-rules]]\nname = "unknown-key"\nkey = "x"\nmessage = "m"\nmissing = true\n',
            2,
            "custom-rules[1].name",
            "built-in",
        ),
        (
            '[[custom-rules]]\nname = "a"\nkey = "x"\nmessage = "m"\nmatches = "(a+)(?:b\\\\1)+"\n',
            5,
            "custom-rules[1].matches",
            "run for ever",
        ),
        (
            '[[custom-rules]]\nname = "a"\nkey = "x"\nmessage = "m"\nmatches = "("\n',
            5,
            "custom-rules[1].matches",
            "no regular expression",
        ),
        (
            '[[custom-rules]]\nname = "a"\nkey = "x"\nmesage = "m"\nmissing = true\n',
            4,
            "custom-rules[1].mesage",
            "Did you mean `message`?",
        ),
        ("tier = \n", 1, "", "no valid TOML"),
    ],
)
def test_a_bad_setting_names_its_line_and_cure(tmp_path: Path, text: str, line: int, key: str, words: str) -> None:
    path = write(tmp_path, "dpone-lint.toml", text)
    with pytest.raises(SettingsError) as caught:
        load_settings(str(path))
    error = caught.value
    assert (error.path, error.line, error.key) == (str(path), line, key)
    assert words in str(error)
    assert str(error).startswith(f"{path}:{line}")


def test_the_second_of_two_rules_is_named_by_its_line(tmp_path: Path) -> None:
    entry = '[[tool.dpone-lint.custom-rules]]\nname = "{}"\nkey = "x"\nmessage = "m"\nequals = 1\n'
    path = write(tmp_path, "pyproject.toml", "[project]\nname = 'p'\n" + entry.format("one") + entry.format("one"))
    with pytest.raises(SettingsError, match="two rules are called `one`") as caught:
        load_settings(str(path))
    assert caught.value.line == 9


def test_options_count_under_any_name_of_their_rule(tmp_path: Path) -> None:
    text = "[rules.DP330]\nmargin = 0.5\n"
    settings = load_settings(str(write(tmp_path, "dpone-lint.toml", text)))
    assert settings.options == {"decision-fragile": {"margin": 0.5}}


def test_options_of_rules_that_a_plugin_brings_are_its_own_business(tmp_path: Path) -> None:
    text = 'plugins = ["house.py"]\n[rules.house-rule]\nanything = 1\n'
    settings = load_settings(str(write(tmp_path, "dpone-lint.toml", text)))
    assert settings.options == {"house-rule": {"anything": 1}}
    with pytest.raises(SettingsError, match="no such option"):
        load_settings(str(write(tmp_path, "dpone-lint.toml", text + "[rules.decision-fragile]\nmargn = 1\n")))


def test_a_rule_without_code_has_no_options(tmp_path: Path) -> None:
    entry = '[[custom-rules]]\nname = "a"\nkey = "x"\nmessage = "m"\nmissing = true\n'
    path = write(tmp_path, "dpone-lint.toml", entry + "[rules.a]\nx = 1\n")
    with pytest.raises(SettingsError, match="a rule without code has no options"):
        load_settings(str(path))


def test_an_editor_sends_the_same_settings() -> None:
    assert settings_from({"ignore": ["unknown-key"]}, "editor settings").ignore == ("unknown-key",)
    with pytest.raises(SettingsError, match="editor settings: `ignroe`"):
        settings_from({"ignroe": []}, "editor settings")


def test_the_published_schema_is_up_to_date_and_takes_what_is_read() -> None:
    """Run `python -m dpone_lsp.settings.schema` after changing a setting."""
    import tomllib

    published = Path(schema.SCHEMA_FILE).read_text(encoding="utf-8")
    assert published == schema.schema_text()
    copy = Path(__file__).resolve().parents[3] / "vscode-extension" / "schemas" / "dpone-lint.schema.json"
    # A source distribution has no extension; in a checkout its copy follows.
    assert not copy.parent.parent.exists() or copy.read_text(encoding="utf-8") == published
    validator = jsonschema.Draft202012Validator(json.loads(published))
    assert list(validator.iter_errors(tomllib.loads(FULL))) == []
    assert list(validator.iter_errors({"selcet": []})) != []
    assert list(validator.iter_errors({"rules": {"decision-fragile": {"margn": 0.2}}})) != []
    assert list(validator.iter_errors({"rules": {"sibling-outlier": {"share": 9}}})) != []
    assert list(validator.iter_errors({"rules": {"a-rule-of-the-house": {"anything": 1}}})) == []
    assert list(validator.iter_errors({"custom-rules": [{"name": "a", "key": "x", "message": "m"}]})) != []
