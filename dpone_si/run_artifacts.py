"""What a run left behind on disk: dpone's run reports, and the artifacts of earlier replays. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dpone_si.artifacts import read_json_object
from dpone_si.errors import MalformedArtifactError

RUNS_DIR = ".dpone/runs"
REPLAY_DIR = ".dpone/replay"


@dataclass(frozen=True, slots=True)
class RunArtifact:
    """One JSON file that names the run; `kind` is `run` or `replay`.

    `status` and `created_at` are as written there, empty when the file does not say. Nothing else of its content is
    passed on: a report may hold more than its reader should see.
    """

    path: str
    kind: str
    status: str
    created_at: str

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {"path": self.path, "kind": self.kind, "status": self.status, "created_at": self.created_at}


@dataclass(frozen=True, slots=True)
class RunArtifacts:
    """All artifacts of one run, by path, and the files that could not be read and might have been among them."""

    run_id: str
    artifacts: tuple[RunArtifact, ...]
    unreadable: tuple[str, ...]


def find_run_artifacts(
    run_id: str, *, runs_dir: str | Path = RUNS_DIR, replay_dir: str | Path = REPLAY_DIR
) -> RunArtifacts:
    """Every JSON file below the two directories that carries this run id; a directory that is not there holds none."""
    found: list[RunArtifact] = []
    unreadable: list[str] = []
    for kind, directory in (("run", Path(runs_dir)), ("replay", Path(replay_dir))):
        for path in _json_files(directory):
            try:
                content = read_json_object(path, "Remove or mend it.")
            except MalformedArtifactError:
                unreadable.append(str(path))
                continue
            if content.get("run_id") == run_id:
                status, created = (content.get(key) for key in ("status", "created_at"))
                found.append(RunArtifact(str(path), kind, str(status or ""), str(created or "")))
    return RunArtifacts(run_id, tuple(found), tuple(unreadable))


def _json_files(directory: Path) -> Iterator[Path]:
    yield from sorted(path for path in directory.glob("**/*.json") if path.is_file())
