"""What a plain scalar means to dpone, which reads YAML 1.1 with PyYAML's safe loader.

`yes` is a boolean there, `010` is eight, `12:30:00` is 45000, a bare date is a date and `1e6` is text. The tables
follow the YAML 1.1 type repository as PyYAML implements it (https://yaml.org/type/, PyYAML `resolver.py`); a test
compares both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TAG = "tag:yaml.org,2002:"

NULL, BOOL, INT, FLOAT, TIMESTAMP, STR, MERGE, BINARY, SET, OMAP, PAIRS = (
    "null", "bool", "int", "float", "timestamp", "str", "merge", "binary", "set", "omap", "pairs",
)  # fmt: skip

_BOOLEANS = {
    word: value
    for value, words in ((True, ("yes", "true", "on")), (False, ("no", "false", "off")))
    for base in words
    for word in (base, base.capitalize(), base.upper())
}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_NUMBER_START = frozenset("-+.0123456789")
_WORD_START = frozenset("yYnNtTfFoO~<=")

# Patterns that few manifests need: `re` compiles them when they are first used, and keeps them.
_INT = r"[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+"
_FLOAT = (
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_TIMESTAMP = (
    r"(?a)(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::?(\d\d))?))?)?"
)


def resolve_plain(text: str) -> tuple[str, object]:
    """Type name and Python value of an unquoted scalar, as dpone's loader resolves it.

    A value the loader would choke on (month 13, a lone `0x_`) resolves as text; `constructible` tells the difference.
    """
    first = text[:1]
    if first in _NUMBER_START:
        if _is_number(text):
            value = _int(text)
            return (STR, text) if value is None else (INT, value)
        if re.fullmatch(_FLOAT, text):
            number = _float(text)
            return (STR, text) if number is None else (FLOAT, number)
        if first.isdigit() and len(text) >= 8 and text[4] == "-":
            moment = _timestamp(text)
            if moment is not None:
                return TIMESTAMP, moment
        return STR, text
    if first in _WORD_START:
        if text in _BOOLEANS:
            return BOOL, _BOOLEANS[text]
        if text == "<<":
            return MERGE, text
    if text in _NULLS:
        return NULL, None
    return STR, text


def construct(tag: str, text: str) -> tuple[str, object] | None:
    """Value of a scalar with an explicit standard tag such as ``!!int``; None when the loader would refuse it."""
    if tag in (STR, MERGE):
        return tag, text
    if tag == BINARY:
        import base64
        import binascii

        try:
            return BINARY, base64.decodebytes(text.encode("ascii"))
        except (binascii.Error, UnicodeEncodeError):
            return None
    if tag == NULL:
        return NULL, None
    if tag == BOOL:
        value = _BOOLEANS.get(text.lower())
        return None if value is None else (BOOL, value)
    if tag == INT:
        number = _int(text)
        return None if number is None else (INT, number)
    if tag == FLOAT:
        real = _float(text)
        return None if real is None else (FLOAT, real)
    if tag == TIMESTAMP:
        moment = _timestamp(text)
        return None if moment is None else (TIMESTAMP, moment)
    return None


def constructible(text: str) -> bool:
    """False for a plain scalar that looks like a date, number, `=` or `<<` but makes dpone's loader fail outright as
    a value.
    """
    if text == "<<":
        return False
    first = text[:1]
    if first == "=":
        return text != "="
    if first not in _NUMBER_START:
        return True
    if _is_number(text):
        return _int(text) is not None
    if re.fullmatch(_FLOAT, text):
        return _float(text) is not None
    return not _looks_like_timestamp(text) or _timestamp(text) is not None


#: Python refuses to read decimal numbers of more than 4,300 digits, and to print the others.
_MAX_DIGITS = 3_500


def _is_number(text: str) -> bool:
    """Whether a text is an integer in any of its notations; most are plain digits."""
    if text.isdecimal() and text.isascii() and text[0] != "0":
        return True
    return re.fullmatch(_INT, text) is not None


def whole_number(text: str) -> int | None:
    """What Python's `int` makes of a text; None where it fails, as it does on more digits than it is willing to
    read.
    """
    try:
        return int(text)
    except ValueError:
        return None


def _int(text: str) -> int | None:
    if len(text) > _MAX_DIGITS:
        return None
    digits = text.replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-") if digits[:1] in "+-" else digits
    try:
        if digits == "0":
            return 0
        if digits.startswith("0b"):
            return sign * int(digits[2:], 2)
        if digits.startswith("0x"):
            return sign * int(digits[2:], 16)
        if digits.startswith("0"):
            return sign * int(digits, 8)
        if ":" in digits:
            return sign * int(_sexagesimal([int(part) for part in digits.split(":")]))
        return sign * int(digits)
    except ValueError:
        return None


def _float(text: str) -> float | None:
    digits = text.replace("_", "").lower()
    sign = -1.0 if digits.startswith("-") else 1.0
    digits = digits[1:] if digits[:1] in "+-" else digits
    try:
        if digits == ".inf":
            return sign * float("inf")
        if digits == ".nan":
            return float("nan")
        if ":" in digits:
            return sign * _sexagesimal([float(part) for part in digits.split(":")])
        return sign * float(digits)
    except ValueError:
        return None


def _sexagesimal(parts: Sequence[float]) -> float:
    total: float = 0
    for part in parts:
        total = total * 60 + part
    return total


def _looks_like_timestamp(text: str) -> bool:
    match = re.fullmatch(_TIMESTAMP, text)
    if match is None:
        return False
    return match.group(4) is not None or (len(match.group(2)) == 2 and len(match.group(3)) == 2)


def _timestamp(text: str) -> object | None:
    if not _looks_like_timestamp(text):
        return None
    match = re.fullmatch(_TIMESTAMP, text)
    assert match is not None
    import datetime

    year, month, day, hour, minute, second, fraction, zone, sign, zone_hour, zone_minute = match.groups()
    try:
        if hour is None:
            return datetime.date(int(year), int(month), int(day))
        micro = int((fraction or "")[:6].ljust(6, "0"))
        tzinfo = None
        if zone == "Z":
            tzinfo = datetime.UTC
        elif sign:
            delta = datetime.timedelta(hours=int(zone_hour), minutes=int(zone_minute or 0))
            tzinfo = datetime.timezone(-delta if sign == "-" else delta)
        return datetime.datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second), micro, tzinfo=tzinfo
        )
    except (ValueError, OverflowError):
        return None
