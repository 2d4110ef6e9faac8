"""An hour of editing over 200 manifests: the server neither grows nor slows down."""

from __future__ import annotations

from tests.soak.__main__ import main

__all__ = ["main"]
