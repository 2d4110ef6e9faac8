"""Benchmark artifacts on disk: what a run measured about batches, for the next plan to start from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from dpone_si.adaptive import AdaptiveDefaults, BatchBenchmark
from dpone_si.artifacts import read_json_object, write_atomically


def write_benchmark(path: str | Path, benchmark: BatchBenchmark) -> None:
    """Writes one benchmark as JSON, atomically; raises ArtifactWriteError."""
    write_atomically(Path(path), json.dumps(benchmark.to_dict(), ensure_ascii=False, indent=2) + "\n")


def read_benchmark(path: str | Path) -> BatchBenchmark:
    """The benchmark in a file; raises MalformedArtifactError naming the file, the key and the cure."""
    payload = read_json_object(Path(path), "Measure again, or leave this benchmark out of the plan.")
    return BatchBenchmark.from_dict(payload, path=str(path))


def learn_from(paths: Iterable[str | Path]) -> AdaptiveDefaults:
    """The defaults that these benchmark files teach; a directory stands for its `*.json` files."""
    files: list[Path] = []
    for path in map(Path, paths):
        files.extend(sorted(path.glob("*.json")) if path.is_dir() else [path])
    return AdaptiveDefaults.learned_from(read_benchmark(file) for file in files)
