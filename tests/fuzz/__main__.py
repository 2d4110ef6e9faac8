"""Look for trouble for a while: `python -m tests.fuzz --minutes 5`. Guided by coverage when `atheris` is installed, else by chance.

Every failing input is written to the folder `--keep` with the traceback; a lasting one becomes a test in `test_found.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz.exercise import analysed, check_edits, check_features, check_positions, no_longer_than
from tests.fuzz.texts import damaged, generated, samples


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--guided", action="store_true", help="let atheris choose the inputs by coverage")
    arguments = parser.parse_args()
    os.environ["DPONE_LSP_RAISE"] = "1"
    return _guided(arguments) if arguments.guided else _by_chance(arguments)


def _by_chance(arguments: argparse.Namespace) -> int:
    chance = random.Random(arguments.seed)
    end = time.monotonic() + arguments.minutes * 60
    known: set[str] = set()
    runs = 0
    texts = list(samples().values())
    while time.monotonic() < end:
        runs += 1
        if runs % 10 == 0:
            texts.extend(generated(chance.randrange(1_000_000)).values())
            texts = texts[-200:]
        seed = chance.randrange(1 << 40)
        _try(chance.choice(texts), seed, arguments.keep, known)
    print(f"{runs} texts, {len(known)} different failures (seed {arguments.seed})")
    return 1 if known else 0


def _try(text: str, seed: int, keep: Path, known: set[str]) -> None:
    chance = random.Random(seed)
    text = damaged(text, chance)
    try:
        with no_longer_than(30):
            made = analysed(text)
            check_positions(made.document)
            check_features(made, [chance.randint(0, len(text)) for _ in range(3)])
            check_edits(text, chance)
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "dpone_" in frame.filename]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "promise"
        name = f"{type(error).__name__} {where} {str(error)[:60] if not frames else ''}"
        if name not in known:
            known.add(name)
            keep.mkdir(parents=True, exist_ok=True)
            path = keep / f"{len(known):03d}.yaml"
            path.write_text(text, "utf-8", "surrogatepass", newline="")
            path.with_suffix(".txt").write_text(f"seed {seed}\n{traceback.format_exc()}", "utf-8", "replace")
            print(f"{name}: {path}", flush=True)


def _guided(arguments: argparse.Namespace) -> int:
    import atheris  # pyright: ignore[reportMissingImports]

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        with no_longer_than(30):
            made = analysed("kind: dpone.batch.v1\n" + text if data[:1] > b"\x80" else text)
            check_positions(made.document)
            check_features(made, [0, len(text) // 2])

    corpus = arguments.keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, text in samples().items():
        (corpus / name.replace("/", "_")).write_text(text, "utf-8")
    atheris.instrument_all()
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={int(arguments.minutes * 60)}", f"-artifact_prefix={arguments.keep}/", "-max_len=4000", str(corpus)], one
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
