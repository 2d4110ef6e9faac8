"""What both revisions are asked: command lines over the samples, by kind."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.revisions.samples import manifests
from tests.revisions.side import Side

#: Folders of samples that are checked as one workspace each, and by a single run each.
GROUPS = ("examples", "pages", "made-up", "with-settings", "reference", "corpus")
_FORMATS = ("azure", "concise", "github", "gitlab", "json", "jsonl", "junit", "markdown", "rdjson", "sarif", "text")
_QUICK = ("--no-cache", "--jobs", "1")
_SINKS = ("postgres", "clickhouse", "mssql", "bigquery", "kafka")
_SOURCES = ("postgres", "mysql", "mssql", "clickhouse", "kafka", "api")
_MODES = (
    *(
        "full_refresh",
        "incremental_append",
        "incremental_merge",
        "partition_replace",
        "snapshot_diff",
        "snapshot_reconcile",
    ),
    *("backfill", "scd2", "cdc_apply", "replace_window", "soft_delete", "auto", "nonsense"),
)
_STAGES = ("extract", "load", "finalize", "state_commit")
_SCHEMAS = (
    *(
        "batch",
        "component",
        "connection_registry",
        "diff",
        "domain_dag",
        "fleet",
        "flow",
        "fragment",
        "ownership",
        "pipeline",
    ),
    *(
        "preset",
        "profile",
        "project",
        "recipe",
        "recipe_catalog",
        "registry",
        "report",
        "selectors",
        "settings",
        "single",
        "test",
    ),
)


class Question(NamedTuple):
    """One command line. `name` begins with its kind; `writes` are files or folders it leaves, told together with what it prints."""

    name: str
    program: str
    arguments: tuple[str, ...]
    cwd: str = ""
    writes: tuple[str, ...] = ()


def _lint(name: str, *arguments: str, cwd: str = "", writes: tuple[str, ...] = ()) -> Question:
    return Question(name, "dpone-lint", arguments, cwd, writes)


def _reports(folder: Path, _: Side) -> Iterator[Question]:
    """Every finding, in every format; then with the strict rules and without suppressions."""
    for group in _present(folder):
        everything = (*_QUICK, "--show", "hint", "--statistics", ".")
        files = {chosen: f"written/{group}.{chosen}" for chosen in _FORMATS}
        formats = [word for chosen, file in files.items() for word in ("--format", f"{chosen}=../{file}")]
        yield _lint(f"reports/{group}/default", *formats, *everything, cwd=group, writes=tuple(files.values()))
        yield _lint(
            f"reports/{group}/strict", "--format", "json", "--tier", "strict", "--no-ignores", *everything, cwd=group
        )


def _fixes(folder: Path, _: Side) -> Iterator[Question]:
    """What the fixes make of the samples."""
    for group in _present(folder):
        copy = f"copies/fixed/{group}"
        yield _lint(f"fixes/{group}/all", "--diff", "--unsafe-fixes", *_QUICK, ".", cwd=group)
        yield _lint(f"fixes/{group}/safe", "--fix", *_QUICK, ".", cwd=copy, writes=(copy,))


def _records(folder: Path, _: Side) -> Iterator[Question]:
    """Locks, baselines and the page about a fleet."""
    for group in _present(folder):
        locked, old = f"copies/locked/{group}", f"copies/old/{group}"
        yield _lint(f"records/{group}/lock", "lock", ".", cwd=locked, writes=(f"{locked}/dpone-lint.lock",))
        yield _lint(
            f"records/{group}/baseline",
            "baseline",
            "--show",
            "hint",
            ".",
            cwd=old,
            writes=(f"{old}/dpone-lint-baseline.json",),
        )
        yield _lint(f"records/{group}/fleet", "report", "--format", "json", ".", cwd=group)
    # The page shows what the JSON holds: a few manifests show how.
    yield _lint("records/examples/fleet-page", "report", ".", cwd="examples")


def _pages(_: Path, side: Side) -> Iterator[Question]:
    """Every rule's page, the list of rules, the schemas and the help of each command."""
    listed = subprocess.run(
        side.command("dpone-lint", "rules", "--format", "json"), env=side.environment(), capture_output=True, check=True
    )
    for rule in json.loads(listed.stdout)["rules"]:
        yield _lint(f"pages/rule/{rule['name']}", "explain", rule["name"])
    for chosen in ("text", "json", "md"):
        yield _lint(f"pages/rules/{chosen}", "rules", "--format", chosen)
    for name in _SCHEMAS:
        yield _lint(f"pages/schema/{name}", "schema", name)
    for command in ("check", "baseline", "diff", "explain", "lock", "render", "report", "rules", "schema"):
        yield _lint(f"pages/help/{command}", command, "--help")
    for command in ("advise", "preflight", "repair-plan", "certify", "inspect", "resync", "resume"):
        yield Question(f"pages/help/si-{command}", "dpone-si", (command, "--help"))


def _manifests(folder: Path, _: Side) -> Iterator[Question]:
    """What each manifest runs, why, and what the decision core makes of it."""
    for path in manifests(folder, "examples", "reference", "corpus", "made-up"):
        yield _lint(f"manifests/{path}/render", "render", "--origins", path)
        yield _lint(f"manifests/{path}/explain", "explain", path)
        yield Question(f"manifests/{path}/advise", "dpone-si", ("advise", "--format", "json", path))


def _plans(_: Path, __: Side) -> Iterator[Question]:
    """Repair plans, certification and preflight over the combinations of types and modes."""
    for number, (source, sink, mode) in enumerate(product(("postgres", "kafka"), _SINKS, _MODES)):
        stage = _STAGES[number % len(_STAGES)]
        types = ("--source-type", source, "--sink-type", sink, "--strategy", mode)
        more = ("--partition", "2025-01-01") if mode in ("partition_replace", "backfill") else ()
        words = ("repair-plan", "run_1", *types, "--failed-stage", stage, *more, "--format", "json")
        yield Question(f"plans/repair/{source}/{sink}/{mode}", "dpone-si", words)
    for source, sink in product(_SOURCES, _SINKS):
        types = ("--source-type", source, "--sink-type", sink, "--format", "json")
        yield Question(f"plans/preflight/{source}/{sink}", "dpone-si", ("preflight", *types))
    for chosen in ("text", "json", "md"):
        yield Question(f"plans/certify/{chosen}", "dpone-si", ("certify", "--format", chosen))


def _present(folder: Path) -> list[str]:
    return [group for group in GROUPS if (folder / group).is_dir()]


KINDS: dict[str, Callable[[Path, Side], Iterator[Question]]] = {
    "reports": _reports,
    "fixes": _fixes,
    "records": _records,
    "pages": _pages,
    "manifests": _manifests,
    "plans": _plans,
}
#: Copies of the samples that runs may change.
COPIES = ("fixed", "locked", "old")


def questions(folder: Path, side: Side, kinds: Sequence[str]) -> list[Question]:
    """All questions of these kinds over the samples in a folder."""
    return [question for kind in kinds if kind in KINDS for question in KINDS[kind](folder, side)]
