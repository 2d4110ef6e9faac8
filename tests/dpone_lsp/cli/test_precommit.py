"""The hooks of `.pre-commit-hooks.yaml` under the real pre-commit: installed from a repository, run on a project of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import CHECKOUT, CLEAN, FAULTY, FIXABLE, FIXED
from tests.loud_skips import skip_layer

pytestmark = pytest.mark.slow

#: What an installation from source needs.
SHIPPED = ("dpone_lsp", "dpone_si", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))
}


@dataclass(frozen=True, slots=True)
class Installed:
    """pre-commit with our hooks in its cache: nothing is fetched from here on."""

    hooks: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("pre-commit")
    if subprocess.run([sys.executable, "-m", "pre_commit", "--version"], capture_output=True, check=False).returncode:
        skip_layer("pre-commit", "pre-commit is not installed; it stands in the dependency group `test`")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DPONE", "PYTHONPATH"))
    }
    environment |= {
        **WHO,
        "PRE_COMMIT_HOME": str(base / "cache"),
        "XDG_CACHE_HOME": str(base / "xdg"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    hooks = base / "hooks"
    hooks.mkdir()
    for name in SHIPPED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, hooks / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, hooks / name)
    git(hooks, environment, "init", "-q")
    git(hooks, environment, "add", "-A")
    git(hooks, environment, "commit", "-q", "-m", "hooks")
    git(hooks, environment, "tag", "v0")
    first = base / "first"
    project = Project(first, Installed(hooks, environment))
    project.begin("dpone-lint")
    done = project.pre_commit("install-hooks")
    if done.returncode and ("No matching distribution" in done.stdout or "ConnectionError" in done.stdout):
        skip_layer("pre-commit", "the package index cannot be reached, from which pre-commit installs the hooks")
    assert done.returncode == 0, done.stdout
    # Whoever asks for the network now is refused.
    offline = {
        "PIP_NO_INDEX": "1",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "GIT_ALLOW_PROTOCOL": "none",
    }
    return Installed(hooks, environment | offline)


@dataclass(frozen=True, slots=True)
class Project:
    """A repository that uses the hooks."""

    folder: Path
    installed: Installed

    def begin(self, *hooks: str, more: str = "") -> None:
        """Make the repository and its configuration."""
        self.folder.mkdir()
        git(self.folder, self.installed.environment, "init", "-q")
        chosen = ", ".join(f"{{id: {hook}{f', {more}' if more else ''}}}" for hook in hooks)
        (self.folder / ".pre-commit-config.yaml").write_text(
            f"repos: [{{repo: {self.installed.hooks}, rev: v0, hooks: [{chosen}]}}]\n"
        )

    def stage(self, **files: str) -> None:
        """Write and stage YAML files."""
        for name, text in files.items():
            path = self.folder / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git(self.folder, self.installed.environment, "add", "-A")

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.installed.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )

    def commit(self) -> subprocess.CompletedProcess[str]:
        command = ["git", "commit", "-q", "-m", "change"]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.installed.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )


def git(folder: Path, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def project(installed: Installed, tmp_path: Path) -> Project:
    return Project(tmp_path / "project", installed)


def test_clean_manifests_pass_and_other_yaml_is_none_of_ours(project: Project) -> None:
    project.begin("dpone-lint")
    project.stage(
        good=CLEAN, compose="services: {db: {image: postgres}}\n", empty="", broken_template="{{ nothing }}: [\n"
    )
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_faulty_manifest_fails_with_its_frame(project: Project) -> None:
    project.begin("dpone-lint")
    project.stage(good=CLEAN, manifests__bad=FAULTY)
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 1
    assert "error[partition-column-missing]" in done.stdout
    assert "manifests/bad.yaml:12:3" in done.stdout
    assert "good.yaml" not in done.stdout


def test_arguments_of_the_project_reach_the_hook(project: Project) -> None:
    project.begin("dpone-lint", more="args: [--ignore, partition-column-missing]")
    project.stage(bad=FAULTY)
    assert project.pre_commit("run", "--all-files").returncode == 0


def test_what_is_built_from_a_changed_preset_is_checked_as_the_sample_says(project: Project) -> None:
    sample = (CHECKOUT / "docs/ci/pre-commit.yaml").read_text()
    lines = [line.strip().removeprefix("#").strip() for line in sample.splitlines()]
    start = lines.index("args: [--since, HEAD, .]")
    project.begin("dpone-lint", more=", ".join(lines[start : start + 2]))
    heir = (
        "kind: dpone.batch.v1\nconvention: house.yaml\nschemas: {public: {tables: [orders]}}\n"
        'naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}\n'
        "defaults:\n  source: {type: postgres, connection_type: airflow, connection_id: shop}\n"
        "  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}\n"
    )
    project.stage(heir=heir, house="defaults: {sink: {strategy: {mode: full_refresh}}}\n")
    assert project.commit().returncode == 0
    project.stage(house="defaults: {sink: {strategy: {mode: partition_replace}}}\n")
    done = project.pre_commit("run")
    assert done.returncode == 1, done.stdout
    assert "error[partition-column-missing]" in done.stdout


def test_excluded_files_stay_excluded_though_pre_commit_names_them(project: Project) -> None:
    project.begin("dpone-lint")
    (project.folder / "dpone-lint.toml").write_text('exclude = ["drafts"]\n')
    project.stage(drafts__bad=FAULTY)
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 0, done.stdout


def test_the_fixing_hook_fixes_once(project: Project) -> None:
    project.begin("dpone-lint-fix")
    project.stage(topic=FIXABLE)
    first = project.pre_commit("run", "--all-files")
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    assert (project.folder / "topic.yaml").read_text() == FIXED
    project.stage()
    assert project.pre_commit("run", "--all-files").returncode == 0


def test_names_that_look_like_options_are_files(project: Project) -> None:
    project.begin("dpone-lint")
    project.stage(**{"-x": FAULTY, "--ignore=partition-column-missing": FAULTY, "--exit-zero": FAULTY})
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("error[partition-column-missing]") == 3
    assert "  -x.yaml:12:3" in done.stdout


def test_many_files_are_one_run(project: Project) -> None:
    project.begin("dpone-lint")
    project.stage(
        **{f"m{number:03}": CLEAN.replace("shop_orders", f"load_{number}") for number in range(300)}, bad=FAULTY
    )
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 1
    assert done.stdout.count("error[") == 1


def test_a_commit_is_stopped_and_what_is_not_staged_does_not_count(project: Project) -> None:
    project.begin("dpone-lint")
    project.stage(good=CLEAN)
    assert project.pre_commit("install").returncode == 0
    (project.folder / "unstaged.yaml").write_text(FAULTY)
    (project.folder / "good.yaml").write_text(FAULTY)
    passed = project.commit()
    assert passed.returncode == 0, passed.stdout
    project.stage()
    stopped = project.commit()
    assert stopped.returncode != 0
    assert "unstaged.yaml" in stopped.stdout
