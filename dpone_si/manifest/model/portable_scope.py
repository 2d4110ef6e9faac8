"""What dpone refuses about a `portable_scope`: a closed, typed condition that is rendered for the dialects of both
ends.

Facts of dpone 0.88.0. A scope is `equality` (column, value) or `range` (column, lower and/or upper with `value` and
`inclusive`); each value is `{type, value}`. Unknown keys are not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, NamedTuple, cast
from uuid import UUID

from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.scalars import whole_number

KINDS: Final = ("equality", "range")
RANGE_TYPES: Final = ("integer", "decimal", "date", "timestamp", "timestamptz", "uuid")
LITERAL_TYPES: Final = (*RANGE_TYPES, "text", "boolean")
#: Longest column name both databases take, in UTF-8 bytes.
COLUMN_BYTES: Final = 63

FaultKind = Literal["shape", "kind", "bounds", "type", "value", "order", "range-type"]
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class ScopeFault(NamedTuple):
    """One fault: its kind, the key path below the scope, what is wrong, and the value that would be right, if there
    is one.
    """

    kind: FaultKind
    path: str
    message: str
    cure: object = None


def scope_faults(scope: object) -> Iterator[ScopeFault]:
    """The faults of a scope given as plain data; parts that cannot be told from the text are no fault."""
    if scope is UNKNOWN:
        return
    if not isinstance(scope, Mapping):
        yield ScopeFault("shape", "", "a portable scope is a mapping with kind, column and value or bounds")
        return
    block = cast("Mapping[str, object]", scope)
    version = block.get("version", 1)
    if version is not UNKNOWN and (isinstance(version, bool) or version != 1):
        yield ScopeFault("shape", "version", f"there is no version {version!r} of portable_scope", 1)
    yield from _column(block.get("column"))
    kind = block.get("kind")
    if kind is UNKNOWN:
        return
    if kind == "equality":
        yield from _misplaced(block, ("lower", "upper"), "an equality has a `value`, no bounds")
        yield from _value(block, "", "value")
    elif kind == "range":
        yield from _misplaced(block, ("value",), "a range has `lower` or `upper`, no `value`")
        yield from _range(block)
    else:
        yield ScopeFault("kind", "kind", f"a portable scope is an equality or a range, not {_say(kind)}")


def _column(column: object) -> Iterator[ScopeFault]:
    if column is UNKNOWN:
        return
    if not isinstance(column, str) or not column or "\x00" in column:
        yield ScopeFault("shape", "column", "`column` names no column")
    elif len(column.encode("utf-8", "replace")) > COLUMN_BYTES:
        yield ScopeFault("shape", "column", f"the name of the column is longer than {COLUMN_BYTES} bytes")


def _misplaced(block: Mapping[str, object], names: tuple[str, ...], message: str) -> Iterator[ScopeFault]:
    for name in names:
        if name in block:
            yield ScopeFault("shape", name, message)


def _range(block: Mapping[str, object]) -> Iterator[ScopeFault]:
    bounds: list[tuple[str, object, bool]] = []
    if "lower" not in block and "upper" not in block:
        yield ScopeFault("bounds", "", "a range needs `lower` or `upper`, or both")
    for name in ("lower", "upper"):
        if name not in block:
            continue
        bound = block[name]
        if bound is UNKNOWN:
            continue
        if not isinstance(bound, Mapping):
            yield ScopeFault("shape", name, f"`{name}` is a mapping with `value` and `inclusive`")
            continue
        part = cast("Mapping[str, object]", bound)
        inclusive = part.get("inclusive", True)
        if inclusive is not UNKNOWN and not isinstance(inclusive, bool):
            yield ScopeFault("shape", f"{name}.inclusive", "`inclusive` is true or false")
        faults = list(_value(part, name, "value"))
        yield from faults
        literal = part.get("value")
        word = cast("Mapping[str, object]", literal).get("type") if isinstance(literal, Mapping) else None
        if word in ("text", "boolean"):
            yield ScopeFault(
                "range-type",
                f"{name}.value.type",
                f"a range cannot use {word}: it has no order that both databases share",
            )
        elif not faults and isinstance(literal, Mapping):
            bounds.append((name, cast("object", literal), inclusive is True))
    if len(bounds) == 2:
        yield from _order(bounds[0], bounds[1])


def _order(lower: tuple[str, object, bool], upper: tuple[str, object, bool]) -> Iterator[ScopeFault]:
    left, right = cast("Mapping[str, object]", lower[1]), cast("Mapping[str, object]", upper[1])
    if UNKNOWN in (left.get("type"), right.get("type"), left.get("value"), right.get("value")):
        return
    if left.get("type") != right.get("type"):
        yield ScopeFault(
            "order", "lower", f"the bounds are of different types: {left.get('type')} and {right.get('type')}"
        )
        return
    one, other = _comparable(left), _comparable(right)
    if one > other:  # type: ignore[operator]
        yield ScopeFault(
            "order",
            "lower",
            f"the lower bound {left.get('value')} is above the upper bound {right.get('value')}",
            "swap",
        )
    elif one == other and not (lower[2] and upper[2]):
        yield ScopeFault("order", "lower", "no row lies between equal bounds unless both are inclusive")


def _value(block: Mapping[str, object], prefix: str, name: str) -> Iterator[ScopeFault]:
    path = f"{prefix}.{name}" if prefix else name
    literal = block.get(name)
    if literal is UNKNOWN:
        return
    if not isinstance(literal, Mapping):
        yield ScopeFault("shape", path if name in block else prefix, f"`{path}` is a mapping with `type` and `value`")
        return
    part = cast("Mapping[str, object]", literal)
    word, value = part.get("type"), part.get("value")
    if word is UNKNOWN or value is UNKNOWN:
        return
    if word not in LITERAL_TYPES:
        yield ScopeFault(
            "type", f"{path}.type", f"{_say(word)} is no type of a literal; it knows {', '.join(LITERAL_TYPES)}"
        )
    elif "value" not in part:
        yield ScopeFault("shape", path, f"`{path}` has no `value`")
    else:
        yield from _literal(str(word), value, f"{path}.value")


def _literal(word: str, value: object, path: str) -> Iterator[ScopeFault]:
    if isinstance(value, date) and word in ("date", "timestamp", "timestamptz"):
        return  # An unquoted date: a matter of YAML, told elsewhere.
    try:
        cure = _CHECKS[word](value)
    except (ValueError, TypeError, OverflowError):
        yield ScopeFault("value", path, f"{_say(value)} is no {word} literal: {_FORMS[word]}", _plain_cure(word, value))
        return
    if cure is not None:
        yield ScopeFault("value", path, f"{_say(value)} is not the canonical form; write {cure}", cure)


def _plain_cure(word: str, value: object) -> object:
    if word == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return whole_number(value)
    if word in ("decimal", "text") and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return None


def _integer(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError


def _boolean(value: object) -> None:
    if not isinstance(value, bool):
        raise TypeError


def _text(value: object) -> None:
    if not isinstance(value, str) or "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise TypeError


def _decimal(value: object) -> str | None:
    if not isinstance(value, str) or _DECIMAL.fullmatch(value) is None:
        raise ValueError
    try:
        number = Decimal(value).normalize()
    except InvalidOperation:
        raise ValueError from None
    canonical = "0" if number == 0 else format(number, "f")
    return None if canonical == value else canonical


def _uuid(value: object) -> str | None:
    if not isinstance(value, str):
        raise TypeError
    canonical = str(UUID(value))
    return None if canonical == value else canonical


def _date(value: object) -> str | None:
    if not isinstance(value, str):
        raise TypeError
    canonical = date.fromisoformat(value).isoformat()
    return None if canonical == value else canonical


def _moment(value: object, *, aware: bool) -> None:
    if not isinstance(value, str) or (_instant(value).tzinfo is not None) is not aware:
        raise ValueError


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value[:-1] + "+00:00" if value.endswith("Z") else value)


_CHECKS = {
    "integer": _integer,
    "decimal": _decimal,
    "text": _text,
    "boolean": _boolean,
    "date": _date,
    "timestamp": lambda value: _moment(value, aware=False),
    "timestamptz": lambda value: _moment(value, aware=True),
    "uuid": _uuid,
}
_FORMS = {
    "integer": "write a whole number without quotes",
    "decimal": "write the number in quotes, such as '10.5'",
    "text": "write text in quotes",
    "boolean": "write true or false without quotes",
    "date": "write it as '2025-01-31', in quotes",
    "timestamp": "write it as '2025-01-31T00:00:00', without a time zone",
    "timestamptz": "write it as '2025-01-31T00:00:00+00:00', with a time zone",
    "uuid": "write it in lower case with dashes",
}


def _comparable(literal: Mapping[str, object]) -> object:
    word, value = literal.get("type"), literal.get("value")
    if word == "integer":
        return value
    text = str(value)
    if word == "decimal":
        return Decimal(text)
    if word == "date":
        return date.fromisoformat(text)
    if word == "uuid":
        return UUID(text)
    moment = _instant(text)
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment


def _say(value: object) -> str:
    return "nothing" if value is None else f"`{value}`"
