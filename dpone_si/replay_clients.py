"""Clients over runtime connectors, under the module name that the guide uses; they live in `replay/clients/`."""

from __future__ import annotations

from dpone_si.replay.clients import *  # noqa: F403 - another name for the same package
from dpone_si.replay.clients import __all__ as __all__
