"""The command `check`: which files, which settings, which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, FIXABLE, Lint, rules


def paths(found: list[dict[str, object]]) -> list[object]:
    return sorted({one["path"] for one in found if one["severity"] == "error"})


# --- exit codes ----------------------------------------------------------------------------------------------------------


def test_clean_is_0_findings_are_1(lint: Lint) -> None:
    lint.write({"good.yaml": CLEAN, "bad.yaml": FAULTY})
    assert lint("good.yaml").code == 0
    done = lint("bad.yaml")
    assert done.code == 1
    assert "error[partition-column-missing]" in done.out


def test_checking_is_the_default_command(lint: Lint) -> None:
    lint.write({"bad.yaml": FAULTY})
    assert lint("check", "bad.yaml", "--format", "concise").out == lint("bad.yaml", "--format", "concise").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.yaml"], "`nowhere.yaml` does not exist"),
        (["no*where.yaml"], "no file matches `no*where.yaml`"),
        (["--fromat", "json"], "no option `--fromat`. Did you mean `--format`?"),
        (["--format", "jsn"], "no format `jsn`. Did you mean `json`? Formats: azure, concise,"),
        (["--format"], "`--format` needs a value"),
        (["--fix=yes"], "`--fix` takes no value"),
        (["--tier", "strickt"], "Did you mean `strict`?"),
        (["--jobs", "0"], "`--jobs` needs a whole number of at least 1"),
        (["--select", "unknown-kee"], "no rule `unknown-kee`. Did you mean `unknown-key`?"),
        (["--shard", "3/2"], "`--shard` needs K/N"),
        (["--since", "nonsense"], "not in a git repository"),
        (["--baseline", "none.json"], "the baseline `none.json` does not exist"),
        (["--config", "none.toml"], "the settings file `none.toml` does not exist"),
        (["--config", "dpone-lint.toml", "--isolated"], "exclude each other"),
        (["--stdin-filename", "x.yaml"], "add the path `-`"),
        (["-", "good.yaml"], "standard input (`-`) is checked on its own"),
        (["--format", "json", "--format", "sarif"], "cannot both go to standard output"),
        (["--format", "json=a", "--output", "b"], "needs one format without a file of its own"),
        (["--format", "json=out", "--format", "sarif=out"], "two formats would be written to `out`"),
        (["--output", "no/such/folder/out.txt"], "cannot be written"),
        (["explain", "no-such-rule"], "neither a file nor a rule"),
        (["diff"], "`--against REV` is needed"),
        (["schema", "x"], "there is no schema `x`. Schemas: batch"),
    ],
)
def test_what_the_user_can_mend_is_2_with_the_cure(lint: Lint, arguments: list[str], told: str) -> None:
    lint.write({"good.yaml": CLEAN})
    done = lint(*arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.startswith("dpone-lint: ")
    assert "Traceback" not in done.err


def test_our_own_fault_is_3_without_a_traceback(lint: Lint) -> None:
    lint.write({"good.yaml": CLEAN, "broken/dpone_lsp/cli/commands/check.py": "1 / 0"})
    (lint.folder / "sitecustomize.py").write_text(
        "import sys, importlib\n"
        "import dpone_lsp.cli.commands.check as check\n"
        "def main(arguments): raise ZeroDivisionError('division by zero')\n"
        "check.main = main\n"
    )
    path = f"{lint.folder}:{lint.environment['PYTHONPATH']}"
    done = lint("good.yaml", PYTHONPATH=path, DPONE_LSP_RAISE="")
    assert done.code == 3
    assert "internal error (ZeroDivisionError). This is our fault" in done.err
    assert "Traceback" not in done.err


def test_fail_on_and_exit_zero(lint: Lint) -> None:
    lint.write({"warned.yaml": CLEAN + "    uniqe_key: [id]\n"})
    assert lint("warned.yaml").code == 1
    assert lint("warned.yaml", "--fail-on", "error").code == 0
    assert lint("warned.yaml", "--exit-zero").code == 0
    lint.write({"good.yaml": CLEAN})
    assert lint("good.yaml", "--fail-on", "hint").code == 1


def test_help_names_all_commands_and_formats_are_told(lint: Lint) -> None:
    done = lint("--help")
    assert done.code == 0
    for command in ("baseline", "check", "diff", "explain", "lock", "render", "report", "rules", "schema"):
        assert f"\n  {command} " in done.out
        told = lint(command, "--help")
        assert told.code == 0
        assert told.out.startswith("Usage: dpone-lint")
    assert lint("--version").out.startswith("dpone-lint ")


# --- files ---------------------------------------------------------------------------------------------------------------


def test_folders_are_searched_and_other_yaml_is_skipped(lint: Lint) -> None:
    lint.write(
        {
            "a/bad.yaml": FAULTY,
            "a/deep/bad.yml": FAULTY,
            "a/compose.yaml": "services: {web: {image: nginx}}\n",
            "a/notes.txt": FAULTY,
            "a/.hidden/bad.yaml": FAULTY,
            "a/node_modules/bad.yaml": FAULTY,
        }
    )
    assert paths(lint.findings("a")) == ["a/bad.yaml", "a/deep/bad.yml"]
    done = lint("a", "--verbose")
    assert "compose.yaml: " in done.err
    assert lint("a/compose.yaml").code == 0


def test_globs_are_for_shells_that_have_none(lint: Lint) -> None:
    lint.write({"a/x.batch.yaml": FAULTY, "a/b/y.batch.yaml": FAULTY, "a/z.yaml": FAULTY})
    assert paths(lint.findings("**/*.batch.yaml")) == ["a/b/y.batch.yaml", "a/x.batch.yaml"]


def test_what_git_ignores_is_not_searched(lint: Lint) -> None:
    lint.write({"keep.yaml": FAULTY, "build/gone.yaml": FAULTY, "build/named.yaml": FAULTY, ".gitignore": "build/\n"})
    lint.git("init", "-q")
    assert paths(lint.findings(".")) == ["keep.yaml"]
    assert paths(lint.findings("build/named.yaml")) == ["build/named.yaml"]
    assert paths(lint.findings(".", "--no-gitignore")) == ["build/gone.yaml", "build/named.yaml", "keep.yaml"]


def test_excluded_files_are_left_out_unless_named(lint: Lint) -> None:
    lint.write({"keep.yaml": FAULTY, "old/gone.yaml": FAULTY, "x.generated.yaml": FAULTY, "tmp/gone.yaml": FAULTY})
    lint.write({"dpone-lint.toml": 'exclude = ["old", "*.generated.yaml"]\n'})
    assert paths(lint.findings(".", "--exclude", "tmp/**")) == ["keep.yaml"]
    assert paths(lint.findings("old/gone.yaml")) == ["old/gone.yaml"]
    assert lint.findings("old/gone.yaml", "--force-exclude") == []


def test_a_file_whose_name_looks_like_an_option_is_a_file(lint: Lint) -> None:
    """Hooks put the names of changed files behind the options, and a change under review must not choose options."""
    lint.write({"-x.yaml": FAULTY, "--ignore=partition-column-missing.yaml": FAULTY})
    found = lint.findings("--select", "partition-column-missing", "-x.yaml", "--ignore=partition-column-missing.yaml")
    assert [one["path"] for one in found] == ["-x.yaml", "--ignore=partition-column-missing.yaml"]
    refused = lint("-y.yaml")
    assert refused.code == 2
    assert "there is no option `-y.yaml`" in refused.err


def test_one_file_named_twice_is_checked_once(lint: Lint) -> None:
    lint.write({"a/bad.yaml": FAULTY})
    assert lint("a", "a/bad.yaml", "./a/../a/bad.yaml", "--format", "json").json["summary"]["files"] == 1


def test_standard_input(lint: Lint) -> None:
    found = lint.findings("-", "--stdin-filename", "sales/orders.yaml", stdin=FAULTY)
    assert paths(found) == ["sales/orders.yaml"]
    assert rules(found) >= {"partition-column-missing"}
    assert lint("-", stdin=CLEAN).code == 0
    assert "not UTF-8" in lint("-", stdin=b"\xff\xfe").err


def test_standard_input_reads_presets_next_to_its_name(lint: Lint) -> None:
    lint.write({"sales/house.yaml": "defaults: {sink: {strategy: {mode: incremental_merge, unique_key: [id]}}}\n"})
    text = "kind: dpone.batch.v1\nconvention: house.yaml\nschemas: {public: {tables: [orders]}}\n"
    found = lint.findings("-", "--stdin-filename", "sales/b.yaml", stdin=text)
    assert "unique-key-missing" not in rules(found)


def test_standard_input_obeys_the_settings_of_its_name(lint: Lint) -> None:
    lint.write({"sales/dpone-lint.toml": 'ignore = ["partition-column-missing"]\n'})
    assert lint("-", "--stdin-filename", "sales/orders.yaml", stdin=FAULTY).code == 0
    assert lint("-", "--stdin-filename", "other/orders.yaml", stdin=FAULTY).code == 1


def test_a_file_that_is_not_utf8_is_a_finding(lint: Lint) -> None:
    (lint.folder / "latin.yaml").write_bytes("name: cafés\nsource: {}\nsink: {}\n".encode("latin-1"))
    assert rules(lint.findings("latin.yaml")) == {"yaml-encoding"}


def test_bytes_that_are_not_utf8_are_a_finding_like_any_other(lint: Lint) -> None:
    (lint.folder / "latin.yaml").write_bytes("name: cafés\n".encode("latin-1"))
    assert lint.findings("--ignore", "yaml-encoding", "latin.yaml") == []
    assert "UTF-8" in lint("explain", "yaml-encoding").out


@pytest.mark.parametrize("text", ["- a\n- b\n", "just a word\n", "42\n", "- {host: a}\n"])
def test_a_file_named_explicitly_is_taken_for_a_manifest_whatever_it_holds(lint: Lint, text: str) -> None:
    lint.write({"sales/odd.yaml": text})
    assert rules(lint.findings("sales/odd.yaml")) == {"yaml-root-not-mapping"}
    assert lint.findings("sales") == []
    assert lint.findings("--force-exclude", "sales/odd.yaml") == []


BROKEN = (
    "name: [\nsource: {type: postgres\nsink: {}\n",
    "a: [\nkind: dpone.batch.v1\n",
    "name: {\nsource:\n  type: postgres\n",
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_manifest_is_known_by_its_lines_where_its_faults_hide_its_blocks(lint: Lint, text: str) -> None:
    """So the fault in its YAML is told wherever the file is met."""
    lint.write({"sales/odd.yaml": text})
    assert "yaml-syntax-error" in rules(lint.findings("sales/odd.yaml"))
    assert "yaml-syntax-error" in rules(lint.findings("sales"))


@pytest.mark.parametrize(
    "text", ["{{ range .Values.hosts }}\nname: [\n", "title: [\nsource: {\n", "[\n", "name: [\nsource: a\n"]
)
def test_a_broken_file_that_nothing_tells_to_be_a_manifest_is_left_alone(lint: Lint, text: str) -> None:
    """A chart's template is no YAML either, and hooks name every file with the ending."""
    lint.write({"sales/odd.yaml": text})
    assert lint.findings("sales/odd.yaml") == []
    assert "the file is empty" not in lint("--verbose", "sales/odd.yaml").err


def test_a_registry_named_explicitly_is_none(lint: Lint) -> None:
    lint.write({"sources.yaml": "- {src_system: shop, src_database: main, host: db1}\n"})
    assert lint.findings("sources.yaml") == []


def test_the_rest_of_a_file_that_is_not_utf8_is_checked_but_never_written(lint: Lint) -> None:
    written = ("# cafés\n" + FIXABLE).encode("latin-1")
    (lint.folder / "latin.yaml").write_bytes(written)
    (lint.folder / "other.yaml").write_bytes("title: cafés\n".encode("latin-1"))
    (lint.folder / "wide.yaml").write_bytes(FIXABLE.encode("utf-16"))
    found = {item["rule"]: item for item in lint.findings("--no-cache", "latin.yaml") if item["severity"] == "error"}
    faults = [item for item in lint.findings("--no-cache", "-", stdin=FIXABLE) if item["severity"] == "error"]
    assert {*found} == {"yaml-encoding", *rules(faults)}
    assert found["yaml-encoding"]["range"]["start"] == {"line": 1, "column": 6}
    for name in ("other.yaml", "wide.yaml"):
        assert rules(lint.findings("--no-cache", name)) == {"yaml-encoding"}
    lint("--fix", "--no-cache", "latin.yaml")
    assert (lint.folder / "latin.yaml").read_bytes() == written


def test_shards_split_the_files_without_loss(lint: Lint) -> None:
    names = [f"m{number}.yaml" for number in range(24)]
    lint.write(dict.fromkeys(names, FAULTY))
    parts = [paths(lint.findings(".", "--shard", f"{number}/3")) for number in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert all(parts)


# --- many files ----------------------------------------------------------------------------------------------------------


def test_worker_processes_find_the_same_in_the_same_order(lint: Lint) -> None:
    lint.write({f"m{number:03}.yaml": FAULTY if number % 3 else CLEAN for number in range(150)})
    alone = lint(".", "--jobs", "1", "--no-cache", "--format", "json")
    together = lint(".", "--jobs", "2", "--no-cache", "--format", "json")
    assert alone.json["summary"]["files"] == 150
    assert alone.out == together.out


def test_a_pipe_that_closes_early_is_no_failure(lint: Lint) -> None:
    import subprocess
    import sys

    lint.write({f"m{number:03}.yaml": FAULTY for number in range(100)})
    command = f"{sys.executable} -m dpone_lsp.cli . --no-cache | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=lint.folder, env=lint.environment, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.stdout.startswith("error[partition-column-missing]")
    assert done.stderr == ""


def test_a_run_in_another_folder_shows_paths_from_there(lint: Lint, tmp_path: Path) -> None:
    lint.write({"a/bad.yaml": FAULTY})
    assert paths(lint.findings("bad.yaml", cwd=lint.folder / "a")) == ["bad.yaml"]
    assert paths(lint.findings(lint.folder, cwd=tmp_path)) == ["project/a/bad.yaml"]


def test_fixing_is_told_on_stderr_so_that_reports_stay_clean(lint: Lint) -> None:
    lint.write({"f.yaml": FIXABLE})
    done = lint("f.yaml", "--fix", "--format", "json")
    assert "1 fix applied in 1 file" in done.err
    assert done.json["summary"]["error"] == 0


# --- what takes the whole workspace -------------------------------------------------------------------------------------------


def loads(names: str, **changes: str) -> dict[str, str]:
    """A single manifest for each name; `changes` replaces the unique key of some by other text."""
    keyed = "mode: incremental_append\n    unique_key: [order_id]"
    text = CLEAN.replace("mode: incremental_merge\n    unique_key: [order_id]", keyed)
    return {
        f"{name}.yaml": text.replace("shop_orders", name).replace(
            "    unique_key: [order_id]\n", changes.get(name, "    unique_key: [order_id]\n")
        )
        for name in names.split()
    }


def test_a_load_unlike_all_others_of_its_workspace_is_told_when_asked_for(lint: Lint) -> None:
    lint.write({".git/HEAD": "", **loads("a b c d e f g h i odd", odd="")})
    arguments = ("--select", "sibling-outlier", "--format", "json", "--show", "information", "--exit-zero")
    for files, jobs in ((["odd.yaml"], "1"), (["."], "1"), (["."], "2")):
        found = lint(*arguments, "--jobs", jobs, *files).json["findings"]
        assert [(one["path"], one["rule"]) for one in found] == [("odd.yaml", "sibling-outlier")]
        assert found[0]["message"].startswith(
            "9 of 10 loads from postgres to clickhouse in the workspace set `sink.strategy.unique_key`"
        )
    # Nobody pays for it who has not asked.
    everything = lint("--format", "json", "--show", "information", "--exit-zero", ".").json["findings"]
    assert "sibling-outlier" not in rules(everything)


def test_a_group_that_nobody_belongs_to_is_told_with_the_one_that_was_meant(lint: Lint) -> None:
    wanting = CLEAN + "depends_on:\n  - group: nightlyy\n"
    member = CLEAN.replace("shop_orders", "shop_items") + "task_group: nightly\n"
    lint.write({".git/HEAD": "", "a.yaml": wanting, "b.yaml": member})
    done = lint("a.yaml")
    assert "belongs to the group `nightlyy`" in done.out
    assert "did you mean `nightly`?" in done.out
