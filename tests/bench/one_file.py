"""One file on the command line, as a pre-commit hook sees it: against a bare interpreter and beside other tools."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.manifests import batch, single
from tests.bench.measure import BARE, CHECKOUT, lint, paired, tool
from tests.bench.table import Row

TITLE = "One file on the command line"
ROUNDS = 15


def rows() -> Iterator[Row]:
    """The ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "orders.yaml", folder / "shop.batch.yaml"
        small.write_text(single(), encoding="utf-8")
        large.write_text(batch(45), encoding="utf-8")
        for path in (small, large):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            what = f"`dpone-lint`, {lines} lines, against `python -c pass`"
            yield Row(what, paired(BARE, lint(str(path)), ROUNDS), "7 times")
        for name, command in _others(str(small)):
            yield Row(f"`{name}` against `dpone-lint`, same file", paired(lint(str(small)), command, 5))


def _others(path: str) -> Iterator[tuple[str, Sequence[str]]]:
    yamllint, checker, dpone = tool("yamllint"), tool("check-jsonschema"), tool("dpone")
    oracle = CHECKOUT / ".cache" / "oracle" / "bin" / "dpone"
    if yamllint is not None:
        yield "yamllint", (yamllint, path)
    if checker is not None:
        yield (
            "check-jsonschema",
            (checker, "--schemafile", str(CHECKOUT / "dpone_lsp" / "settings" / "dpone-lint.schema.json"), path),
        )
    if dpone is not None or oracle.exists():
        yield "dpone manifest validate", (dpone or str(oracle), "manifest", "validate", path)
