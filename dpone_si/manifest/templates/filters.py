"""The two name filters that dpone adds to Jinja: `dpone_snake` and `dpone_ident`.

Facts (manifest-format sheet, section 3): Russian letters are transliterated, camelCase and punctuation become `_`, the
rest is lower-cased; `dpone_snake` folds every run of `_`, `dpone_ident` keeps a double one.
"""

from __future__ import annotations

import re

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sch y e yu ya"
_LETTERS: dict[str, str] = {**dict(zip(_RUSSIAN, _LATIN.split(" "), strict=True)), "ъ": "", "ь": ""}
_TRANSLITERATION = str.maketrans({**_LETTERS, **{letter.upper(): latin for letter, latin in _LETTERS.items()}})
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_OTHER = re.compile(r"[^a-z0-9_]+")
_RUN = re.compile(r"_+")
_LONG_RUN = re.compile(r"_{3,}")


def snake(value: object) -> str:
    """`Order-Items` -> `order_items`; every run of underscores becomes one."""
    return _RUN.sub("_", _plain(value)).strip("_")


def identifier(value: object) -> str:
    """Like `snake`, but `__` is kept, because it separates the parts of a landing name."""
    return _LONG_RUN.sub("__", _plain(value)).strip("_")


def _plain(value: object) -> str:
    text = str(value).translate(_TRANSLITERATION).replace("-", "_").replace(" ", "_")
    return _OTHER.sub("_", _CAMEL.sub(r"\1_\2", text).lower())
