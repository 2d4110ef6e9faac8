"""What a change does to decisions: `diff` between revisions and versions of dpone, and the decision lock."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.dpone_lsp.cli.committed import AUTO, BATCH, PRESET
from tests.dpone_lsp.cli.lint import CHECKOUT, CLEAN, Lint
from tests.dpone_lsp.cli.sarif_schema import sarif_schema


def changes(lint: Lint, *more: str, against: str = "HEAD", **options: Any) -> dict[str, dict[str, Any]]:
    done = lint("diff", "--against", against, "--format", "json", *more, **options)
    assert done.code in (0, 1), done.err
    jsonschema.validate(done.json, json.loads((CHECKOUT / "dpone_lsp/cli/schemas/diff.schema.json").read_text("utf-8")))
    return {change["process"]: change for change in done.json["changes"]}


def test_nothing_changed(fleet: Lint) -> None:
    done = fleet("diff", "--against", "HEAD")
    assert (done.code, done.out) == (0, "none of 4 processes changes its outcome against HEAD\n")
    fleet.write({"alone.yaml": CLEAN + "# a comment\n"})
    assert changes(fleet) == {}


def test_changes_that_are_alike_are_told_once(fleet: Lint) -> None:
    tables = "".join(f"      - t{number}\n" for number in range(38))
    fleet.write({"manifests/shop.yaml": BATCH.replace("presets/", "../presets/") + tables})
    fleet.commit()
    fleet.write({"presets/house.yaml": PRESET.replace("incremental_merge", "full_refresh")})
    assert len(changes(fleet)) == 39
    told = fleet("diff", "--against", "HEAD").out
    assert "  39 processes  incremental_merge -> full_refresh" in told
    assert "public.orders, public.t0, public.t1, public.t10 and 35 more\n      in manifests/shop.yaml\n" in told
    assert told.count("because mode") == 1
    assert fleet("diff", "--against", "HEAD", "--format", "markdown").out.count("| **39 processes**: ") == 1


def test_a_changed_preset_reaches_every_heir_and_nobody_else(fleet: Lint) -> None:
    fleet.write({"presets/house.yaml": PRESET.replace("incremental_merge", "full_refresh")})
    found = changes(fleet)
    assert list(found) == ["public.orders"]
    change = found["public.orders"]
    assert change["consequence"] == "full-reload"
    assert (change["before"]["strategy"], change["after"]["strategy"]) == ("incremental_merge", "full_refresh")
    (cause,) = [cause for cause in change["causes"] if cause["key"] == "sink.strategy.mode"]
    assert cause == {
        "key": "sink.strategy.mode",
        "before": "incremental_merge",
        "after": "full_refresh",
        "before_at": "presets/house.yaml:1",
        "after_at": "presets/house.yaml:1",
    }


@pytest.mark.parametrize(
    ("old", "new", "consequence"),
    [
        ("mode: incremental_merge", "mode: full_refresh", "full-reload"),
        ("mode: incremental_merge", "mode: snapshot_diff", "row-loss"),
        ("mode: incremental_merge", "mode: incremental_append", "duplicates"),
        ("unique_key: [order_id]", "unique_key: [customer_id]", "duplicates"),
        ("unique_key: [order_id]", "unique_key: [order_id, day]", "duplicates"),
        ("type: postgres", "type: mysql", "cost"),
        ("    unique_key: [order_id]\n", "", "duplicates"),
    ],
)
def test_consequences(lint: Lint, old: str, new: str, consequence: str) -> None:
    lint.write({"m.yaml": CLEAN})
    lint.commit()
    assert old in CLEAN
    lint.write({"m.yaml": CLEAN.replace(old, new)})
    assert changes(lint)["shop_orders"]["consequence"] == consequence


def test_a_key_that_matched_nothing_before_can_change_freely(lint: Lint) -> None:
    lint.write({"m.yaml": CLEAN.replace("incremental_merge", "incremental_append")})
    lint.commit()
    lint.write({"m.yaml": CLEAN.replace("[order_id]", "[order_id, day]")})
    change = changes(lint)["shop_orders"]
    assert (change["consequence"], change["reason"]) == ("neutral", "a rerun no longer duplicates rows")


def test_a_cause_is_only_what_had_a_say(lint: Lint) -> None:
    """`changed_percent` speaks to `auto` alone; beside a fixed mode it explains nothing."""
    hinted = CLEAN.replace(
        "name: orders}\nsink", "name: orders}\n  options: {changed_percent: 0.2, partition_column: day}\nsink"
    )
    assert hinted != CLEAN
    lint.write(
        {
            "fixed.yaml": hinted,
            "auto.yaml": hinted.replace("incremental_merge", "auto").replace("shop_orders", "advised"),
        }
    )
    lint.commit()
    for name in ("fixed.yaml", "auto.yaml"):
        path = lint.folder / name
        path.write_text(path.read_text().replace("0.2", "0.01").replace("[order_id]", "[id]"))
    found = changes(lint)
    assert [cause["key"] for cause in found["shop_orders"]["causes"]] == ["sink.strategy.unique_key"]
    assert "source.options.changed_percent" in [cause["key"] for cause in found["advised"]["causes"]]


def test_a_narrower_key_can_lose_rows(lint: Lint) -> None:
    lint.write({"m.yaml": CLEAN.replace("[order_id]", "[order_id, day]")})
    lint.commit()
    lint.write({"m.yaml": CLEAN})
    assert changes(lint)["shop_orders"]["consequence"] == "row-loss"


def test_the_exit_code_follows_the_consequence(lint: Lint) -> None:
    lint.write({"m.yaml": CLEAN})
    lint.commit()
    lint.write({"m.yaml": CLEAN.replace("mode: incremental_merge", "mode: full_refresh")})
    assert lint("diff", "--against", "HEAD").code == 1
    assert lint("diff", "--against", "HEAD", "--fail-on", "duplicates").code == 0
    assert lint("diff", "--against", "HEAD", "--fail-on", "neutral").code == 1
    assert lint("diff", "--against", "HEAD", "--fail-on", "never").code == 0


def test_why_auto_decides_otherwise(fleet: Lint) -> None:
    fleet.write({"auto.yaml": AUTO.replace("    unique_key: [order_id]\n", "")})
    done = fleet("diff", "--against", "HEAD")
    assert done.code == 1
    assert "incremental_merge -> full_refresh   FULL RELOAD" in done.out
    assert "because unique_key is gone: auto.yaml:14 (was [order_id])" in done.out


def test_new_deleted_untracked_and_moved_processes(fleet: Lint) -> None:
    fleet.write({"new.yaml": CLEAN.replace("shop_orders", "fresh")})
    (fleet.folder / "alone.yaml").unlink()
    found = changes(fleet)
    assert found["fresh"]["reason"] == "the process is new"
    assert found["shop_orders"]["reason"].startswith("the process is gone")
    (fleet.folder / "auto.yaml").unlink()
    fleet.write({"sub/moved.yaml": CLEAN})
    assert "shop_orders" in changes(fleet)
    fleet.commit()
    fleet.git("mv", "sub/moved.yaml", "back.yaml")
    assert changes(fleet) == {}
    # A process that has moved is one process, not one that was and one that is.
    processes = fleet(".", "--format", "json").json["summary"]["processes"]
    assert fleet("diff", "--against", "HEAD", "--format", "json").json["compared"] == processes
    fleet.write({"back.yaml": CLEAN.replace("incremental_merge", "full_refresh")})
    assert changes(fleet)["shop_orders"]["path"] == "back.yaml"


BROKEN = {
    "cut short": CLEAN + "more: [\n",
    "broken in the middle": CLEAN.replace("source:", "source: ["),
    "not UTF-8": CLEAN + "# \udce9\n",
    "no preset": "kind: dpone.batch.v1\nconvention: gone.yaml\nschemas: {public: {tables: [orders]}}\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_manifest_that_dpone_cannot_read_is_told_and_not_guessed(fleet: Lint, text: str) -> None:
    path = fleet.folder / "alone.yaml"
    compared = fleet("diff", "--against", "HEAD", "--format", "json").json["compared"]
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    now = fleet("diff", "--against", "HEAD", "--format", "json").json
    assert (now["changes"], now["compared"]) == ([], compared - 1)
    assert "`alone.yaml` is not compared, because dpone can no longer read it: " in now["notes"][0]
    fleet.commit()
    assert fleet("diff", "--against", "HEAD", "--format", "json").json["notes"] == []
    path.write_text(CLEAN)
    mended = fleet("diff", "--against", "HEAD", "--format", "json").json
    assert (mended["changes"], mended["compared"]) == ([], compared - 1)
    assert "`alone.yaml` is not compared, because dpone cannot read it at HEAD: " in mended["notes"][0]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_lock_keeps_what_it_knows_of_a_manifest_that_dpone_cannot_read(fleet: Lint, text: str) -> None:
    fleet("lock")
    before = (fleet.folder / "dpone-lint.lock").read_text()
    (fleet.folder / "alone.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = fleet("lock")
    assert done.code == 0
    assert "`alone.yaml` cannot be read by dpone (" in done.err
    assert (fleet.folder / "dpone-lint.lock").read_text() == before
    assert fleet("lock", "--check").code == 0


def test_a_process_whose_name_sounds_like_a_secret_is_locked_like_any_other(fleet: Lint) -> None:
    named = CLEAN.replace("shop_orders", "api_token")
    fleet.write({"alone.yaml": named})
    fleet("lock")
    fleet.write({"alone.yaml": named.replace("incremental_merge", "full_refresh")})
    (drift,) = [one for one in fleet.findings("alone.yaml") if one["rule"] == "decision-drift"]
    assert drift["fix"]["title"] == "Accept the new outcome in dpone-lint.lock"
    assert 'api_token": {strategy: "incremental_merge"' in fleet("alone.yaml").out


def test_what_cannot_be_told_is_told_once(fleet: Lint) -> None:
    text = BATCH.replace("mode: full_refresh", 'mode: "{{ env_code }}"')
    fleet.write({"manifests/shop.yaml": text.replace("presets/", "../presets/")})
    done = fleet("diff", "--against", "HEAD")
    assert "full_refresh -> cannot tell" in done.out
    assert done.out.count("because ") == 1
    assert "-> none" not in done.out


def test_from_a_subfolder_a_worktree_and_inside_a_hook(fleet: Lint, tmp_path: Path) -> None:
    fleet.write({"alone.yaml": CLEAN.replace("incremental_merge", "full_refresh")})
    assert list(changes(fleet, cwd=fleet.folder / "manifests")) == ["shop_orders"]
    assert list(changes(fleet, "manifests")) == []
    assert list(changes(fleet, "alone.yaml")) == ["shop_orders"]
    fleet.git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    (tmp_path / "tree" / "auto.yaml").write_text(AUTO.replace("auto", "full_refresh"))
    assert list(changes(fleet, cwd=tmp_path / "tree")) == ["shop_orders"]
    assert list(changes(fleet, GIT_DIR="/nonexistent", GIT_INDEX_FILE="/nonexistent")) == ["shop_orders"]


def test_the_work_tree_and_the_index_are_not_touched(fleet: Lint) -> None:
    fleet.write({"alone.yaml": CLEAN.replace("incremental_merge", "full_refresh"), "new.yaml": CLEAN})
    os.utime(fleet.folder / "auto.yaml", (1_000_000_000, 1_000_000_000))
    before = snapshot(fleet.folder)
    assert fleet("diff", "--against", "HEAD").code == 1
    assert snapshot(fleet.folder) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_links_are_followed_inside_the_revision(lint: Lint) -> None:
    lint.write({"real/house.yaml": PRESET, "b.yaml": BATCH})
    (lint.folder / "presets").mkdir()
    (lint.folder / "presets/house.yaml").symlink_to("../real/house.yaml")
    lint.commit()
    lint.write({"b.yaml": BATCH + "# touched\n"})
    assert changes(lint) == {}


def test_the_common_ancestor(fleet: Lint) -> None:
    fleet.git("checkout", "-q", "-b", "feature")
    fleet.write({"auto.yaml": AUTO.replace("auto", "full_refresh")})
    fleet.commit()
    fleet.git("checkout", "-q", "main")
    fleet.write(
        {"manifests/shop.yaml": BATCH.replace("presets/", "../presets/").replace("full_refresh", "incremental_append")}
    )
    fleet.commit()
    fleet.git("checkout", "-q", "feature")
    assert list(changes(fleet, against="main...")) == ["shop_orders"]
    assert set(changes(fleet, against="main")) == {"shop_orders", "public.items"}


def test_other_formats(fleet: Lint) -> None:
    fleet.write({"alone.yaml": CLEAN.replace("incremental_merge", "full_refresh").replace("shop_orders", '"a|<b>`c"')})
    log = json.loads(fleet("diff", "--against", "HEAD", "--format", "sarif").out)
    jsonschema.validate(log, sarif_schema())
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        assert all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help"))
    (run,) = log["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    table = fleet("diff", "--against", "HEAD", "--format", "markdown").out.splitlines()
    assert table[0] == "### Decisions: 2 of 4 processes change their outcome"
    assert any("a\\|&lt;b&gt;\\`c" in line for line in table)
    assert fleet("diff", "--against", "HEAD", "--output", "out.txt").out == ""
    assert "2 of 4 processes" in (fleet.folder / "out.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--against", "nonsense"], "`nonsense` is no revision"),
        (["--against", "--output=x"], "`--output=x` is no revision"),
        (["--against", ""], "the revision is empty"),
        (["--against", "..."], "the revision is empty"),
        (["--against", "HEAD", "nowhere"], "`nowhere` does not exist"),
        (["--engine-python", "python3"], "belong together"),
        (["--against", "HEAD", "--against-engine", "python3"], "use one of them"),
        (["--engine-python", "/no/python", "--against-engine", "python3"], "cannot be started as a Python"),
        (
            ["--engine-python", sys.executable, "--against-engine", sys.executable],
            "has no dpone whose strategy package can be asked",
        ),
        (
            ["--engine-python", "/bin/cat", "--against-engine", "python3"],
            "has no dpone whose strategy package can be asked",
        ),
    ],
)
def test_what_the_user_can_mend(fleet: Lint, arguments: list[str], told: str) -> None:
    done = fleet("diff", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_branch_that_was_not_fetched(fleet: Lint) -> None:
    fleet.git("remote", "add", "origin", "https://example.org/x.git")
    done = fleet("diff", "--against", "origin/next...")
    assert done.code == 2
    assert "`origin/next` is no revision of the repository" in done.err
    assert done.err.endswith("`git fetch origin next` fetches it\n")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder to another user"
)
@pytest.mark.parametrize("words", [("diff", "--against", "HEAD"), (".", "--since", "HEAD")])
def test_a_repository_of_another_user_is_told_with_the_cure(fleet: Lint, words: tuple[str, ...]) -> None:
    """As in a container that runs over somebody else's checkout."""
    for path in (fleet.folder, fleet.folder / ".git"):
        os.chown(path, 65534, 65534)
    done = fleet(*words)
    assert done.code == 2
    assert f"belongs to another user: `git config --global --add safe.directory {fleet.folder}` allows it" in done.err


def test_an_engine_that_ends_early_is_told_and_is_not_a_clean_run(fleet: Lint) -> None:
    python = fleet.folder / "python"
    python.write_text('#!/bin/sh\nexec 0<&-\necho \'{"version": "9"}\'\n')
    python.chmod(0o755)
    done = fleet("diff", "--engine-python", str(python), "--against-engine", str(python))
    assert (done.code, done.out) == (2, "")
    assert f"dpone 9 of `{python}` ended while it was asked for a decision" in done.err


def test_a_file_that_was_only_touched_does_not_differ(fleet: Lint) -> None:
    """Checkouts that were copied have new times everywhere; nor is the index refreshed over it."""
    for name in ("auto.yaml", "alone.yaml", "presets/house.yaml"):
        os.utime(fleet.folder / name, (1_000_000_000, 1_000_000_000))
    before = snapshot(fleet.folder)
    done = fleet("--since", "HEAD")
    assert done.out.startswith("no manifest differs from HEAD")
    assert done.code == 0
    assert snapshot(fleet.folder) == before
