"""The search guided by coverage: `python -m tests.fuzz --guided`. A module of its own, because what it watches must be imported by it.

Atheris changes the bytes and keeps those that reach new code. It ends the process itself; a failing input lies in the folder as `crash-...`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import atheris  # pyright: ignore[reportMissingImports] - only where it can be installed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("limit", help="runs=N or max_total_time=SECONDS")
    parser.add_argument("seed", type=int)
    parser.add_argument("keep", type=Path)
    options = parser.parse_args()
    os.environ["DPONE_LSP_RAISE"] = "1"
    with atheris.instrument_imports(include=["dpone_lsp", "dpone_si"]):
        from tests.fuzz.exercise import analysed, check_features, check_positions
        from tests.fuzz.texts import samples
        from tests.fuzz.work import bound, within

        for text in samples().values():  # rules and features are imported when they are needed
            check_features(analysed(text), [0])

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        with within(bound(text)):
            made = analysed(text)
            check_positions(made.document)
            check_features(made, [0, len(text) // 2])

    corpus = options.keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, text in samples().items():
        (corpus / name.replace("/", "_")).write_text(text, "utf-8")
    words = [
        sys.argv[0],
        f"-{options.limit}",
        f"-artifact_prefix={options.keep}/",
        f"-seed={options.seed}",
        "-max_len=4000",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup(words, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
