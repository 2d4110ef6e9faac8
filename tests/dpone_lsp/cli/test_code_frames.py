"""Code frames as a terminal draws them: underlines below their words whatever the letters, labels that fit, nothing twice."""

from __future__ import annotations

from itertools import pairwise
from unicodedata import category, east_asian_width

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint


def cells(text: str) -> int:
    """How many cells a terminal takes for a text."""
    return sum(0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def underlined(out: str, word: str) -> bool:
    """Whether a row of carets stands exactly below a word."""
    lines = out.splitlines()
    for line, below in pairwise(lines):
        at = below.find("^")
        if word in line and at >= 0 and cells(line.partition(word)[0]) == at:
            return below.count("^") == cells(word)
    return False


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("note: plain", id="plain"),
        pytest.param('note: "注文一覧表"', id="wide"),
        pytest.param('note: "😀😀"', id="emoji"),
        pytest.param('note: "e\u0301t e\u0301"', id="accents"),
        pytest.param('note: "ｆｕｌｌ"', id="full width"),
        pytest.param("note: \ta\t", id="tabs"),
    ],
)
@pytest.mark.parametrize("columns", ["", "64"])
def test_the_underline_stands_below_its_word(lint: Lint, before: str, columns: str) -> None:
    flow = f"  strategy: {{{before}, uniqe_key: [order_id], mode: full_refresh}}\n"
    text = CLEAN.partition("  strategy:")[0] + flow
    (lint.folder / "n.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    out = lint("n.yaml", "--select", "unknown-key", **({"COLUMNS": columns} if columns else {})).out
    assert underlined(out, "uniqe_key"), out
    assert "\r" not in out


def test_marks_of_one_line_share_a_row_and_hang_their_labels(lint: Lint) -> None:
    text = CLEAN.replace(
        "  strategy:\n    mode: incremental_merge\n    unique_key: [order_id]\n",
        "  strategy: {mode: partition_replace}\n",
    )
    lint.write({"m.yaml": text})
    out = lint("m.yaml", "--select", "partition-column-missing").out.splitlines()
    at = next(number for number, line in enumerate(out) if "{mode: partition_replace}" in line)
    row, below = out[at + 1], out[at + 2]
    assert row.index("^") == out[at].index("strategy")
    assert row.index("-") == out[at].index("partition_replace")
    assert row.endswith("- this mode replaces whole partitions")
    assert below.index("no `partition.column`") == row.index("^")


def test_a_place_in_another_file_gets_a_frame_of_its_own(lint: Lint) -> None:
    lint.write({"m.yaml": CLEAN})
    lint("lock")
    lint.write({"m.yaml": CLEAN.replace("incremental_merge", "full_refresh")})
    out = lint("m.yaml", "--select", "decision-drift").out.splitlines()
    second = next(number for number, line in enumerate(out) if line.startswith("  ::: dpone-lint.lock:"))
    assert any("mode: full_refresh" in line for line in out[:second])
    assert '"m.yaml#shop_orders": {strategy: "incremental_merge"' in out[second + 2]
    assert "---" in out[second + 3]


@pytest.mark.parametrize("columns", [48, 64, 90])
def test_frames_and_notes_keep_to_the_width(lint: Lint, columns: int) -> None:
    lint.write(
        {
            "m.yaml": FAULTY.replace(
                "name: orders}", "name: orders, " + ", ".join(f"option_{n}: 注文" for n in range(40)) + "}"
            )
        }
    )
    out = lint("m.yaml", COLUMNS=str(columns)).out
    assert "…" in out
    for line in out.splitlines():
        # The heads of findings, their places and the last line are sentences, which a terminal wraps by itself.
        if line[:1] == " " and ("|" in line or "= " in line) and "^ " not in line and "- " not in line:
            assert cells(line) <= columns, line


def test_a_sentence_is_said_once(lint: Lint) -> None:
    lint.write({"m.yaml": CLEAN.replace("unique_key", "uniqe_key")})
    assert lint("m.yaml", "--select", "unknown-key").out.count("did you mean `unique_key`?") == 1
