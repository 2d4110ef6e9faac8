"""The compiled table, the sentences and the reference page are what the models say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dpone_si.manifest.structure import compile as compiling
from dpone_si.manifest.structure import reference

CHECKOUT = Path(__file__).resolve().parents[4]


def test_table_and_sentences_are_current() -> None:
    """`python -m dpone_si.manifest.structure.compile` would change nothing."""
    stale = [path.name for path, text in compiling.rendered().items() if path.read_text(encoding="utf-8") != text]
    assert stale == []


def test_reference_page_is_current() -> None:
    """`python -m dpone_si.manifest.structure.reference` would change nothing."""
    assert (CHECKOUT / reference.PAGE).read_text(encoding="utf-8") == reference.rendered()


def test_looking_up_imports_neither_models_nor_sentences() -> None:
    """A lint run reads the table only: no pydantic, no sentences."""
    code = (
        "import sys; from dpone_si.manifest.structure import lookup; lookup('batch', ('defaults', 'source', 'options', 'query'));"
        "print([name for name in sys.modules if 'pydantic' in name or name.endswith('structure._docs')])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert answer.stdout.strip() == "[]"


def test_json_schema_imports_no_models() -> None:
    """The JSON Schema is made of the table and the sentences."""
    code = "import sys; from dpone_si.manifest.structure.json_schema import schema_for; schema_for('batch'); print('pydantic' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert answer.stdout.strip() == "False"
