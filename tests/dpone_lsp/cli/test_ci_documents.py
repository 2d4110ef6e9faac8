"""What `docs/ci`, `action.yml` and `.pre-commit-hooks.yaml` publish is valid where it is read, and its scripts run as their servers run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from tests.dpone_lsp.cli.lint import CHECKOUT, CLEAN, FAULTY, Lint
from tests.dpone_lsp.cli.sarif_schema import sarif_schema
from tests.loud_skips import skip_layer

CI = CHECKOUT / "docs" / "ci"


def load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


# --- as their servers read them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", CHECKOUT / "action.yml"),
        ("github-workflows", CI / "github.yml"),
        ("gitlab-ci", CI / "gitlab.yml"),
        ("azure-pipelines", CI / "azure-pipelines.yml"),
    ],
)
def test_it_meets_the_schema_of_its_server(schema: str, path: Path) -> None:
    if subprocess.run([sys.executable, "-c", "import check_jsonschema"], check=False, capture_output=True).returncode:
        skip_layer(
            "ci-schemas", "check-jsonschema, which brings the schemas along, stands in the dependency group `test`"
        )
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("command", "path"),
    [("validate-manifest", CHECKOUT / ".pre-commit-hooks.yaml"), ("validate-config", CI / "pre-commit.yaml")],
)
def test_it_is_what_pre_commit_reads(command: str, path: Path) -> None:
    if subprocess.run([sys.executable, "-c", "import pre_commit"], check=False, capture_output=True).returncode:
        skip_layer("pre-commit", "pre-commit is not installed; it stands in the dependency group `test`")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", command, str(path)], capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_gives_the_action_only_what_it_takes() -> None:
    inputs = set(load(CHECKOUT / "action.yml")["inputs"])
    steps = load(CI / "github.yml")["jobs"]["lint"]["steps"]
    (used,) = [step for step in steps if step["uses"].startswith("dpone-lsp/")]
    assert set(used["with"]) <= inputs


def test_the_hooks_of_the_sample_exist() -> None:
    known = {hook["id"] for hook in load(CHECKOUT / ".pre-commit-hooks.yaml")}
    (repository,) = load(CI / "pre-commit.yaml")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= known


# --- as their servers run them -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Server:
    """Runs scripts in the project, with `dpone-lint` on the path."""

    lint: Lint
    temporary: Path

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join((str(self.temporary / "dpone-lint" / "bin"), self.lint.environment["PATH"]))
        return subprocess.run(
            # What both GitHub and GitLab wrap around a script.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.lint.folder, env={**self.lint.environment, "PATH": path, **variables}, capture_output=True, check=False, encoding="utf-8",
        )  # fmt: skip


@pytest.fixture
def server(lint: Lint, tmp_path: Path) -> Server:
    """A project on a branch that makes one of two manifests a full reload and brings a faulty one."""
    lint.write({"manifests/good.yaml": CLEAN, "manifests/second.yaml": CLEAN.replace("shop_orders", "second")})
    lint.commit()
    lint.git("update-ref", "refs/remotes/origin/main", "HEAD")
    lint.git("checkout", "-q", "-b", "change")
    lint.write(
        {"manifests/second.yaml": CLEAN.replace("shop_orders", "second").replace("incremental_merge", "full_refresh")}
    )
    lint.write({"manifests/bad.yaml": FAULTY.replace("shop_orders", "bad")})
    lint.commit()
    temporary = tmp_path / "temporary"
    program = temporary / "dpone-lint" / "bin" / "dpone-lint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dpone_lsp.cli "$@"\n')
    program.chmod(0o755)
    return Server(lint, temporary)


class Action:
    """`action.yml`, its steps run one by one with their inputs, as a runner does it."""

    def __init__(self, server: Server, inputs: dict[str, str]) -> None:
        self._server = server
        action = load(CHECKOUT / "action.yml")
        assert set(inputs) <= set(action["inputs"])
        self._inputs = {name: str(one.get("default", "")) for name, one in action["inputs"].items()} | inputs
        self._steps = {step["name"]: step for step in action["runs"]["steps"]}
        self.summary = server.temporary / "summary.md"
        self.summary.touch()

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        step = self._steps[name]
        assert "${{" not in step["run"], "an input in the script itself could become part of it"
        variables = {key: self._filled(value) for key, value in step.get("env", {}).items()}
        variables |= {"RUNNER_TEMP": str(self._server.temporary), "GITHUB_STEP_SUMMARY": str(self.summary)}
        return self._server.run(step["run"], **variables)

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: self._inputs[match.group(1)], text)


def test_the_action_annotates_summarizes_and_fails(server: Server) -> None:
    action = Action(server, {"paths": "manifests", "sarif": "out.sarif", "diff-against": "origin/main..."})
    checked = action.step("Check manifests")
    assert checked.returncode == 1
    assert checked.stdout.startswith("::error file=manifests/bad.yaml,line=12,col=3")
    assert "partition-column-missing" in action.summary.read_text()
    log = json.loads((server.lint.folder / "out.sarif").read_text("utf-8"))
    jsonschema.validate(log, sarif_schema())
    compared = action.step("Compare decisions")
    assert compared.returncode == 1
    assert "incremental\\_merge → full\\_refresh" in action.summary.read_text()


def test_the_action_passes_where_all_is_well(server: Server) -> None:
    action = Action(
        server,
        {
            "paths": "manifests/good.yaml\n  manifests/second.yaml\n",
            "fail-on-decision": "never",
            "diff-against": "origin/main...",
        },
    )
    assert action.step("Check manifests").returncode == 0
    assert action.step("Compare decisions").returncode == 0
    assert "no faults in 2 manifests" in action.summary.read_text()


def test_inputs_of_the_action_are_data(server: Server) -> None:
    """What a pull request can influence must not run."""
    action = Action(
        server,
        {
            "paths": "$(touch taken) `touch taken` ; touch taken",
            "diff-against": "$(touch taken)",
            "arguments": "; touch taken",
        },
    )
    assert action.step("Check manifests").returncode == 2
    assert action.step("Compare decisions").returncode == 2
    assert not list(server.lint.folder.rglob("taken"))


def test_the_action_installs_the_version_asked_for(server: Server) -> None:
    fake = server.temporary / "fake"
    fake.mkdir()
    (fake / "python3").write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'#!/bin/sh\\necho "$@"\\n\' >"$3/bin/python"\nchmod +x "$3/bin/python"\n'
    )
    (fake / "python3").chmod(0o755)
    script = Action(server, {})._steps["Install dpone-lint"]["run"]
    for version, wanted in (("0.1.0", "dpone-lsp==0.1.0"), ("", "dpone-lsp")):
        done = server.run(
            script, RUNNER_TEMP=str(server.temporary), VERSION=version, PATH=f"{fake}:{os.environ['PATH']}"
        )
        assert done.stdout == f"-m pip install --quiet {wanted}\n"


def test_the_gitlab_jobs(server: Server) -> None:
    jobs = load(CI / "gitlab.yml")
    job = jobs["dpone-lint"]
    done = server.run("\n".join(job["script"]))
    assert done.returncode == 1
    assert "error[partition-column-missing]" in done.stdout
    for report in job["artifacts"]["reports"].values():
        assert (server.lint.folder / report).stat().st_size
    # A pipeline of a merge request fetches no other branch.
    base = server.lint.git("merge-base", "origin/main", "HEAD")
    server.lint.git("update-ref", "-d", "refs/remotes/origin/main")
    server.lint.git("branch", "-D", "main")
    diff = server.run("\n".join(jobs["dpone-decisions"]["script"]), CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert diff.returncode == 1
    assert "FULL RELOAD" in diff.stdout


def test_the_azure_steps(server: Server) -> None:
    variables = {"Agent.TempDirectory": str(server.temporary), "System.PullRequest.targetBranchName": "main"}
    steps = load(CI / "azure-pipelines.yml")["steps"]
    scripts = {
        step["displayName"]: re.sub(r"\$\(([\w.]+)\)", lambda match: variables[match.group(1)], step["script"])
        for step in steps
        if "script" in step
    }
    checked = server.run(scripts["Check manifests"])
    assert checked.returncode == 1
    assert checked.stdout.startswith("##vso[task.logissue type=error;sourcepath=manifests/bad.yaml;")
    (published,) = [step["inputs"]["testResultsFiles"] for step in steps if step.get("task") == "PublishTestResults@2"]
    assert Path(published.replace("$(Agent.TempDirectory)", str(server.temporary))).stat().st_size
    shown = server.run(scripts["Show the summary"]).stdout.strip()
    assert Path(shown.removeprefix("##vso[task.uploadsummary]")).stat().st_size
    compared = server.run(scripts["Compare decisions"])
    assert compared.returncode == 1
    assert "second" in compared.stdout


# --- what the page for people says ---------------------------------------------------------------------------------------


def test_every_command_line_of_the_page_is_understood(server: Server) -> None:
    """Commands in backticks run: none may be refused as a wrong call."""
    page = (CI / "README.md").read_text("utf-8")
    commands = re.findall(r"`(dpone-lint [^`]+)`", page.replace("\n", " "))
    assert len(commands) >= 2
    for command in commands:
        alone = command.partition(" | ")[0]
        done = server.run(alone)
        assert done.returncode in (0, 1), (alone, done.stderr)
