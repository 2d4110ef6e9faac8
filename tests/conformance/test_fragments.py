"""Fragments of a folder flow: how they are named, and the limits of dpone's strict reader, each on both of its sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.ours import our_analysis
from tests.conformance.test_processes_agree import disagreement
from tests.oracle.client import OracleClient

FLOW = "kind: dpone.flow.v1\nauthoring: {mode: MODE, source: shop.yaml}\nfragments: [REFERENCE]\n"
FRAGMENT = """\
kind: dpone.flow-fragment.v1
processes:
  - name: orders
    source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
    x-note: VALUE
"""
VALUES = {
    "29 mappings deep": "{a: " * 29 + "1" + "}" * 29,
    "30 mappings deep": "{a: " * 30 + "1" + "}" * 30,
    "29 lists deep": "[" * 29 + "]" * 29,
    "30 lists deep": "[" * 30 + "]" * 30,
    "9,940 items": "[" + "a," * 9940 + "]",
    "9,960 items": "[" + ",".join("a" * 9960) + "]",
    "9,990 items": "[" + "a," * 9990 + "]",
    "4,900 pairs": "".join(f"\n      k{number}: {number}" for number in range(4900)),
    "5,000 pairs": "".join(f"\n      k{number}: {number}" for number in range(5000)),
    "1 MiB": '"' + "x" * 1024 * 1024 + '"',
    "1 MiB in half as many letters": '"' + "я" * 530 * 1024 + '"',
    "a key twice": "{a: 1, a: 1}",
    "a key merged over": "{<<: {a: 1}, a: 2}",
    "a date": "2025-01-31",
    "a date as a key": "{2025-01-31: 1}",
    "a set": "!!set {a}",
    "pairs": "!!omap [a: 1]",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_what_the_strict_reader_takes(oracle: OracleClient, tmp_path: Path, value: str) -> None:
    _write(tmp_path, "parts/a.yaml", value)
    _agree(oracle, tmp_path)


@pytest.mark.parametrize(
    "reference",
    [
        "./parts/a.yaml",
        '" parts/a.yaml "',
        "parts//a.yaml",
        "parts/../parts/a.yaml",
        "parts/a.yaml, ./parts/a.yaml",
        "5",
        "parts",
    ],
)
def test_how_a_fragment_is_named(oracle: OracleClient, tmp_path: Path, reference: str) -> None:
    _write(tmp_path, reference)
    _agree(oracle, tmp_path)


@pytest.mark.parametrize("kind", ['" dpone.flow-fragment.v1"', "dpone.flow.v1"])
def test_the_kind_of_a_fragment_is_exact(oracle: OracleClient, tmp_path: Path, kind: str) -> None:
    _write(tmp_path, "parts/a.yaml", kind=kind)
    _agree(oracle, tmp_path)


def test_fragments_need_the_mode_folder(oracle: OracleClient, tmp_path: Path) -> None:
    _write(tmp_path, "parts/a.yaml", mode="flow")
    _agree(oracle, tmp_path)


@pytest.mark.parametrize("linked", ["parts", "parts/a.yaml"])
def test_no_link_is_followed(oracle: OracleClient, tmp_path: Path, linked: str) -> None:
    _write(tmp_path, "parts/a.yaml")
    real = tmp_path / linked
    real.rename(tmp_path / "real")
    real.symlink_to(tmp_path / "real")
    _agree(oracle, tmp_path)


def _write(
    folder: Path, reference: str, value: str = "1", *, kind: str = "dpone.flow-fragment.v1", mode: str = "folder"
) -> None:
    (folder / "parts").mkdir()
    (folder / "shop.yaml").write_text(FLOW.replace("REFERENCE", reference).replace("MODE", mode), encoding="utf-8")
    text = FRAGMENT.replace("VALUE", value).replace("dpone.flow-fragment.v1", kind)
    (folder / "parts" / "a.yaml").write_text(text, encoding="utf-8")


def _agree(oracle: OracleClient, folder: Path) -> None:
    path = folder / "shop.yaml"
    errors = [finding.message for finding in our_analysis(path, folder).findings if finding.severity == "error"]
    assert bool(errors) is not oracle.validate(path).loads, errors
    assert disagreement(oracle, path) is None
