"""The pytest fixture `oracle`: the real dpone, or a loud skip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loud_skips import skip_layer
from tests.oracle.client import OracleClient, OracleUnavailableError, oracle_python


@pytest.fixture(scope="session")
def oracle() -> Iterator[OracleClient]:
    """A conversation with dpone 0.88.0 for the whole run."""
    try:
        python = oracle_python()
    except OracleUnavailableError as absent:
        skip_layer("oracle", str(absent))
    with OracleClient(python) as client:
        try:
            client.version()
        except OracleUnavailableError as wrong:
            skip_layer("oracle", str(wrong))
        yield client
