"""One revision of this project, laid out in a folder of its own and run by the interpreter at hand with its dependencies.

Both sides of a comparison are laid out in the same way, whatever their rooms are called inside: a side is known only by its console
scripts, which its `pyproject.toml` names. That a side runs its own packages is asked of the interpreter, not assumed.
"""

from __future__ import annotations

import compileall
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = ("dpone_lsp", "dpone_si")
#: Variables that a process needs to start; the rest of the environment could change what a program answers.
_KEPT = ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")
_SCRIPT = "import sys\nfrom {module} import {function}\nif __name__ == '__main__':\n    sys.exit({function}())\n"
_LOADED = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps([module.__file__ for name, module in sorted(sys.modules.items()) if name.startswith(("dpone_lsp", "dpone_si"))]))
"""


class UnknownRevision(Exception):
    """git knows no such revision; the message is git's."""


class Side(NamedTuple):
    """A revision that can be run."""

    name: str
    root: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        """The command line of one of its console scripts, such as `dpone-lint`."""
        return [sys.executable, str(self.script(program)), *arguments]

    def script(self, program: str) -> Path:
        return self.root / ".scripts" / program

    def environment(self) -> dict[str, str]:
        """What its processes see: its own packages before those of the interpreter, and the same order of sets in each run."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        # A cache of its own: two revisions of one version would read each other's results.
        own = {"PYTHONPATH": str(self.root), "DPONE_LINT_CACHE": str(self.root / ".lint-cache")}
        return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", **own}

    def where(self) -> Path:
        """The folder its packages are imported from. Raises RuntimeError when a module comes from anywhere else."""
        modules = sorted({target.partition(":")[0] for target in scripts_of(self.root).values()})
        command = [sys.executable, "-P", "-c", _LOADED, *PACKAGES, *modules]
        done = subprocess.run(
            command, cwd=self.root.parent, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{self.name} does not start: {done.stderr.strip()}")
        files: list[str | None] = json.loads(done.stdout)
        strangers = [
            file for file in files if file is not None and not Path(file).resolve().is_relative_to(self.root.resolve())
        ]
        if strangers:
            raise RuntimeError(f"{self.name} would run {strangers[0]}, which is not below {self.root}")
        return self.root


def scripts_of(root: Path) -> dict[str, str]:
    """The console scripts of a checkout and what each calls, `module:function`."""
    return dict(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["scripts"])


def of_revision(revision: str, root: Path) -> Side:
    """Lay out a commit in an empty folder. Raises UnknownRevision."""
    done = subprocess.run(["git", "archive", "--format=tar", revision], cwd=CHECKOUT, capture_output=True, check=False)
    if done.returncode != 0:
        raise UnknownRevision(done.stderr.decode("utf-8", "replace").strip())
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(root, filter="data")
    return _ready(Side(revision, root))


def of_checkout(root: Path) -> Side:
    """Lay out this checkout in an empty folder, as it is now: uncommitted changes and new files too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    for name in os.fsdecode(listed.stdout).split("\0"):
        if name and (CHECKOUT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, root / name)
    return _ready(Side("this checkout", root))


def _ready(side: Side) -> Side:
    for program, target in scripts_of(side.root).items():
        module, _, function = target.partition(":")
        side.script(program).parent.mkdir(exist_ok=True)
        side.script(program).write_text(_SCRIPT.format(module=module, function=function), "utf-8")
    # An installed package has its bytecode; otherwise the first runs would pay for it.
    for package in PACKAGES:
        compileall.compile_dir(side.root / package, quiet=2)
    side.where()
    return side


def told(sides: Sequence[Side]) -> str:
    """Which side runs from where, for the head of a report."""
    return "\n".join(f"{side.name}: imports {', '.join(PACKAGES)} from {side.where()}" for side in sides)
