"""The filters and methods templates may use: those of Jinja and of Python's plain data whose cost is known before they
run.

Whatever does not stand here gives `CannotTell`, so a function nobody thought of is no danger. A function that can give
more than it takes pays for its outcome first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dpone_si.manifest.templates import collection_functions, number_functions, text_functions
from dpone_si.manifest.templates.streams import Function

FILTERS: Final[Mapping[str, Function]] = {
    **text_functions.FILTERS,
    **number_functions.FILTERS,
    **collection_functions.FILTERS,
}
METHODS: Final[Mapping[type, Mapping[str, Function]]] = {
    str: text_functions.METHODS,
    dict: collection_functions.METHODS,
}
