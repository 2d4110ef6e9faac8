"""The decision lock: written, compared, accepted, merged."""

from __future__ import annotations

from tests.dpone_lsp.cli.committed import PRESET
from tests.dpone_lsp.cli.lint import CLEAN, Lint


def test_lock_and_drift(fleet: Lint) -> None:
    assert fleet("lock", "--check").code == 1
    assert fleet("lock").out.splitlines()[-1] == "4 outcomes in dpone-lint.lock (new)"
    assert fleet("lock", "--check").code == 0
    text = (fleet.folder / "dpone-lint.lock").read_text()
    assert '"manifests/shop.yaml#public.orders": {strategy: "incremental_merge"' in text
    assert fleet("lock").out.splitlines() == ["4 outcomes in dpone-lint.lock (unchanged)"]
    fleet.write({"presets/house.yaml": PRESET.replace("incremental_merge", "full_refresh")})
    drifted = [one for one in fleet.findings("manifests") if one["rule"] == "decision-drift"]
    assert [(one["path"], one["message"].partition(":")[0]) for one in drifted] == [
        ("presets/house.yaml", "the lock says incremental_merge, the manifest now comes down to full_refresh")
    ]
    assert drifted[0]["related"][0]["path"] == "dpone-lint.lock"
    checked = fleet("lock", "--check")
    assert checked.code == 1
    assert "~ manifests/shop.yaml#public.orders: incremental_merge -> full_refresh   FULL RELOAD" in checked.out
    assert (fleet.folder / "dpone-lint.lock").read_text() == text
    fleet("lock")
    assert [one for one in fleet.findings("manifests") if one["rule"] == "decision-drift"] == []


def test_accepting_a_drift_is_a_fix(fleet: Lint) -> None:
    fleet("lock")
    fleet.write({"alone.yaml": CLEAN.replace("incremental_merge", "full_refresh")})
    fleet("alone.yaml", "--fix")
    assert fleet("lock", "--check").code == 1
    fleet("alone.yaml", "--select", "decision-drift", "--unsafe-fixes")
    assert fleet("lock", "--check").code == 0


def test_gone_processes_leave_the_lock(fleet: Lint) -> None:
    fleet("lock")
    (fleet.folder / "alone.yaml").unlink()
    assert "- alone.yaml#shop_orders" in fleet("lock").out
    assert "alone.yaml" not in (fleet.folder / "dpone-lint.lock").read_text()


def test_a_merge_conflict_in_the_lock_is_told_and_cured(fleet: Lint) -> None:
    fleet("lock")
    path = fleet.folder / "dpone-lint.lock"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(
        "".join([*lines[:3], "<<<<<<< HEAD\n", lines[3], "=======\n", *lines[3:5], ">>>>>>> other\n", *lines[5:]])
    )
    (finding,) = [one for one in fleet.findings("alone.yaml") if one["rule"] == "decision-drift"]
    assert "holds a merge conflict" in finding["message"]
    assert "holds a merge conflict" in fleet("lock", "--check").err
    fleet("lock")
    assert path.read_text() == "".join(lines)


def test_the_lock_is_the_same_wherever_it_is_written(fleet: Lint) -> None:
    fleet("lock")
    text = (fleet.folder / "dpone-lint.lock").read_text()
    (fleet.folder / "dpone-lint.lock").unlink()
    fleet("lock", cwd=fleet.folder / "manifests", PYTHONHASHSEED="7")
    assert (fleet.folder / "dpone-lint.lock").read_text() == text
