"""The pytest fixture `shared`: the folder with sample manifests that are not part of this repository.

It is looked for beside the checkout as `../shared`, or where `DPONE_SHARED` points; tests that use it skip loudly without it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.loud_skips import skip_layer

VARIABLE = "DPONE_SHARED"
CHECKOUT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path | None:
    """Return the folder, or None when it is not there."""
    place = Path(os.environ.get(VARIABLE) or CHECKOUT.parent / "shared").resolve()
    return place if (place / "reference").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with `reference/` and `corpus/`."""
    place = shared_folder()
    if place is None:
        skip_layer("shared", f"no sample manifests beside the checkout; {VARIABLE} may name their folder")
    return place
