"""The answers of one revision: a text for each question, free of the places where the revision happens to lie."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from tests.bench.measure import cores
from tests.revisions.questions import COPIES, GROUPS, Question
from tests.revisions.side import Side

#: How long a run took, as reports tell it.
_TOOK = re.compile(r'(?<= time=")[\d.]+(?=")|(?<= · )[\d.]+ s$', re.MULTILINE)
_FORKED = Path(__file__).with_name("forked.py")


def answers(side: Side, asked: Sequence[Question], folder: Path, work: Path) -> dict[str, str]:
    """Ask everything over a copy of the samples in `folder`. `work` must be the same for both revisions: answers name files in it."""
    if work.exists():
        shutil.rmtree(work)
    shutil.copytree(folder, work)
    written = {part for question in asked for part in (*question.writes, question.cwd) if part.startswith("copies/")}
    for copy in COPIES:
        for group in GROUPS:
            if (folder / group).is_dir() and any(part.startswith(f"copies/{copy}/{group}") for part in written):
                shutil.copytree(folder / group, work / "copies" / copy / group)
    (work / "written").mkdir()
    outputs = [work.parent / "outputs" / str(number) for number in range(len(asked))]
    (work.parent / "outputs").mkdir()
    _run(side, asked, outputs, work)
    told: dict[str, str] = {}
    for question, output in zip(asked, outputs, strict=True):
        told[question.name] = _text(output)
        told.update((f"{question.name}/{Path(name).name}", _written(work / name, folder)) for name in question.writes)
    shutil.rmtree(work.parent / "outputs")
    return {name: _TOOK.sub("<time>", text.replace(str(side.root), "<root>")) for name, text in told.items()}


def _run(side: Side, asked: Sequence[Question], outputs: Sequence[Path], work: Path) -> None:
    jobs = [
        {
            "script": str(side.script(one.program)),
            "arguments": one.arguments,
            "cwd": str(work / one.cwd),
            "output": str(output),
        }
        for one, output in zip(asked, outputs, strict=True)
    ]
    waiting = iter(jobs)
    turn = Lock()

    def work_off() -> None:
        """One process takes a job after the other: the long ones are not shared out beforehand."""
        with subprocess.Popen(
            [sys.executable, "-P", str(_FORKED)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=side.environment(),
            cwd=work,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            while True:
                with turn:
                    job = next(waiting, None)
                if job is None:
                    break
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.flush()
                if process.stdout.readline() != b"done\n":
                    raise RuntimeError(f"{side.name}: the process that runs the console scripts is gone")
            process.stdin.close()

    with ThreadPoolExecutor(cores()) as pool:
        for running in [pool.submit(work_off) for _ in range(cores())]:
            running.result()


def _written(path: Path, folder: Path) -> str:
    """The text of a file that was written; of a folder, those of its files that are not as they were among the samples."""
    if not path.exists():
        return "nothing was written\n"
    if path.is_file():
        return _text(path)
    told: list[str] = []
    for one in sorted(each for each in path.rglob("*") if each.is_file()):
        name = one.relative_to(path)
        original = folder / path.name / name
        if not original.exists() or original.read_bytes() != one.read_bytes():
            told.append(f"== {name.as_posix()}\n{_text(one)}")
    return "".join(told)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "backslashreplace")
