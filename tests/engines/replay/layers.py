"""Engines are heavy: a missing one skips its layer loudly, and `DPONE_REQUIRE_ENGINES=1` makes that a failure."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, NoReturn

import pytest

from tests.loud_skips import skip_layer


def skip_engine(engine: str, why: str) -> NoReturn:
    """Skip the running test because `engine` is absent; the layer is named at the end of the run."""
    if os.environ.get("DPONE_REQUIRE_ENGINES") == "1":
        pytest.fail(f"engine {engine} is missing: {why} (DPONE_REQUIRE_ENGINES=1 asks for it)", pytrace=False)
    skip_layer(f"engine-{engine}", why)


def engine_module(engine: str, module: str, package: str) -> Any:
    """The imported module, or a loud skip that names the package to install."""
    try:
        return import_module(module)
    except ImportError:
        skip_engine(engine, f"install {package} (the `live` extra)")
