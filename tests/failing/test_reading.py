"""When reading fails, or files change under the reader: a plain sentence, and the rest of the run goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lsprotocol import types

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint
from tests.dpone_lsp.server.session import FAULT, PRESET, batch, editor
from tests.dpone_lsp.server.session import FAULTY as OPEN_FAULTY
from tests.failing.sabotage import UNIX, bound_by_modes, sabotaged, state

pytestmark = UNIX


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


def test_a_file_that_vanishes_between_being_found_and_being_read(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY, "b.yaml": FAULTY})
    done = sabotaged(
        lint,
        "--no-cache",
        "--format",
        "concise",
        ".",
        when="event == 'open' and str(arguments[0]).endswith('/a.yaml')",
        harm="os.unlink('a.yaml')",
    )
    assert "Traceback" not in done.err
    assert "a.yaml` does not exist" in done.err
    assert "b.yaml:12:3: error[partition-column-missing]" in done.out
    assert done.code == 2


def test_a_preset_that_is_replaced_while_it_is_read_counts_as_one_or_the_other(lint: Lint) -> None:
    lint.write(
        {
            "house.yaml": PRESET,
            "other": PRESET.replace("incremental_merge", "nope"),
            "a.batch.yaml": batch("house.yaml", "orders"),
        }
    )
    one = lint("--no-cache", "--format", "concise", "a.batch.yaml").out
    replaced = sabotaged(
        lint, "--no-cache", "--format", "concise", "a.batch.yaml",
        when="event == 'open' and str(arguments[0]).endswith('/house.yaml')", harm="os.replace('other', 'house.yaml')",
    )  # fmt: skip
    other = lint("--no-cache", "--format", "concise", "a.batch.yaml").out
    assert one != other
    assert replaced.out in (one, other)


def test_what_may_not_be_read_is_told_and_the_rest_is_checked(lint: Lint) -> None:
    lint.write(
        {"a.yaml": FAULTY, "secret.yaml": CLEAN, "closed/c.yaml": CLEAN, "b.batch.yaml": batch("secret.yaml", "t")}
    )
    (lint.folder / "secret.yaml").chmod(0)
    (lint.folder / "closed").chmod(0)
    named = bound_by_modes(lint, "--no-cache", "secret.yaml")
    assert named.code == 2
    assert "`" in named.err
    assert "Permission denied" in named.err
    one = bound_by_modes(lint, "--no-cache", "--format", "concise", "b.batch.yaml")
    assert "Traceback" not in one.err
    assert "cannot be read" in one.out
    everything = bound_by_modes(lint, "--no-cache", "--format", "concise", ".")
    assert "a.yaml:12:3: error[partition-column-missing]" in everything.out
    assert "closed` cannot be searched: Permission denied" in everything.err
    assert "secret.yaml` cannot be read: Permission denied" in everything.err
    assert everything.code == 2, "a part was not checked"
    alone = bound_by_modes(lint, "closed")
    assert (alone.code, alone.out) == (2, "")
    assert "cannot be searched" in alone.err


@pytest.mark.parametrize("closed", ["folder", "folder/c.yaml"])
@pytest.mark.parametrize("words", [("lock",), ("baseline",), ("report",), ("diff", "--against", "HEAD")])
def test_whoever_speaks_of_all_manifests_does_not_call_unread_ones_gone(
    lint: Lint, words: tuple[str, ...], closed: str
) -> None:
    lint.write({"a.yaml": FAULTY, "folder/c.yaml": FAULTY.replace("shop_orders", "c")})
    lint("lock")
    lint("baseline")
    lint.commit()
    before = state(lint.folder)
    (lint.folder / closed).chmod(0)
    done = bound_by_modes(lint, *words)
    (lint.folder / closed).chmod(0o755)
    assert (done.code, done.out) == (2, "")
    assert f"{closed}` cannot be" in done.err
    assert "Traceback" not in done.err
    assert state(lint.folder) == before


def test_workers_end_with_the_run_that_started_them(lint: Lint) -> None:
    """A job that is cancelled must not leave processes behind."""
    lint.write({f"m{number:03}.yaml": CLEAN.replace("shop_orders", f"load_{number}") for number in range(150)})
    # Only workers read files here.
    reading = "event == 'open' and str(arguments[0]).endswith('/m020.yaml')"
    done = sabotaged(lint, "--no-cache", "--jobs", "2", ".", when=reading, harm="os.kill(os.getppid(), signal.SIGKILL)")
    assert (done.code, done.out) == (-9, "")


def test_links_that_lead_to_themselves(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY, "b.batch.yaml": batch("loop.yaml", "t")})
    (lint.folder / "loop.yaml").symlink_to("loop.yaml")
    (lint.folder / "folder").symlink_to(".")
    (lint.folder / "gone.yaml").symlink_to("nowhere.yaml")
    done = lint("--no-cache", "--format", "concise", ".")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "a.yaml" in done.out
    named = lint("--no-cache", "loop.yaml")
    assert named.code == 2
    assert "loop.yaml" in named.err


def test_a_clock_that_jumps_changes_no_result(lint: Lint) -> None:
    """Contents are compared: a file of the same size and time as yesterday's, and times before the epoch or in the next century."""
    lint.write({"a.yaml": FAULTY, "b.yaml": CLEAN})
    first = lint("--format", "concise", ".")
    times = (lint.folder / "a.yaml").stat()
    changed = FAULTY.replace("partition_replace", "incremental_merge")
    assert len(changed) == len(FAULTY)
    (lint.folder / "a.yaml").write_text(changed)
    os.utime(lint.folder / "a.yaml", ns=(times.st_atime_ns, times.st_mtime_ns))
    second = lint("--format", "concise", ".")
    assert first.code == 1
    assert second.code == 0, second.out
    for moment in (-1_000_000, 4_000_000_000):
        for path in (*lint.folder.iterdir(), *(lint.folder.parent / "cache").rglob("*")):
            os.utime(path, (moment, moment))
        assert lint("--format", "concise", ".").out == second.out


async def test_a_server_outlives_files_and_folders_that_go_away(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        preset = one.write("house.yaml", PRESET)
        uri = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        await one.publication(uri, 1)
        (tmp_path / "house.yaml").unlink()
        (tmp_path / "house.yaml").symlink_to("house.yaml")
        one.files_changed((preset, types.FileChangeType.Deleted))
        await one.until(lambda: "convention-unknown" in one.rules(uri))
        faulty = one.open("b.yaml", OPEN_FAULTY)
        await one.publication(faulty, 1)
        assert one.rules(faulty) == [FAULT]
