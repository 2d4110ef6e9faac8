"""The official SARIF 2.1.0 schema. It is not ours to ship: it comes out of the npm package that Microsoft's own matchers use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.loud_skips import skip_layer

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
PLACE = Path(__file__).resolve().parents[3] / ".cache" / "sarif" / "sarif-2.1.0.json"


@cache
def sarif_schema() -> dict[str, Any]:
    """The schema; skips the running test, loudly, when it cannot be had."""
    named = os.environ.get("DPONE_SARIF_SCHEMA")
    path = Path(named) if named else PLACE
    if not path.exists():
        _download(path)
    return json.loads(path.read_text("utf-8"))


def _download(path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        skip_layer(
            "sarif-schema", f"npm is missing, which fetches {PACKAGE}; DPONE_SARIF_SCHEMA can name the schema instead"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(path.parent)],
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    archives = sorted(path.parent.glob("*.tgz"))
    if done.returncode or not archives:
        skip_layer("sarif-schema", f"`npm pack {PACKAGE}` failed; DPONE_SARIF_SCHEMA can name the schema instead")
    with tarfile.open(archives[-1]) as archive:
        member = archive.extractfile(MEMBER)
        assert member is not None
        path.write_bytes(member.read())
