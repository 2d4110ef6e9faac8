"""Live replay backends, under the module name that the guide uses; they live in `replay/backends/`."""

from __future__ import annotations

from dpone_si.replay.backends import *  # noqa: F403 - another name for the same package
from dpone_si.replay.backends import __all__ as __all__
