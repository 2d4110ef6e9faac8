"""Filters and methods of text. One that can give more than it takes pays for its outcome first."""

from __future__ import annotations

import json
import string
import textwrap
from collections.abc import Callable, Mapping
from re import findall, split
from typing import Any, Final
from urllib.parse import quote_from_bytes

from dpone_si.manifest.templates.budget import PLAIN, Budget, CannotTell, unknown
from dpone_si.manifest.templates.filters import identifier, snake
from dpone_si.manifest.templates.streams import Function, SafeText, by_path, iterate

#: Wider than this nothing is padded.
_WIDEST: Final = 10_000


def _width(width: Any) -> int:
    if type(width) is not int or abs(width) > _WIDEST:
        raise CannotTell("a width is too large")
    return width


def _only_text(budget: Budget, value: Any) -> str:
    if type(value) is not str:
        raise TypeError("this works on text only")
    return budget.text(value)


def _replace(budget: Budget, s: Any, old: Any, new: Any, count: Any = None) -> str:
    text, before, after = budget.text(s), budget.text(old), budget.text(new)
    rounds = text.count(before) if before else len(text) + 1
    if type(count) is int and count >= 0:
        rounds = min(rounds, count)
    budget.spend(rounds + len(text) + rounds * len(after))
    return text.replace(before, after, -1 if count is None else count)


def _join(budget: Budget, value: Any, d: Any = "", attribute: Any = None) -> str:
    items = iterate(budget, value)
    if attribute is not None:
        items = [by_path(budget, item, attribute) for item in items]
    parts = [budget.text(item) for item in items]
    between = budget.text(d)
    budget.spend(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


def _center(budget: Budget, value: Any, width: Any = 80) -> str:
    budget.spend(_width(width) if width > 0 else 1)
    return budget.text(value).center(width)


def _indent(budget: Budget, s: Any, width: Any = 4, first: bool = False, blank: bool = False) -> str:
    text = _only_text(budget, s) + "\n"
    indention = budget.text(width) if isinstance(width, str) else " " * _width(width)
    lines = text.splitlines()
    budget.spend(len(text) + len(lines) * len(indention))
    head, rest = lines[0], lines[1:]
    rows = [head, *(indention + line if line or blank else line for line in rest)]
    return (indention if first else "") + "\n".join(rows)


def _wordwrap(
    budget: Budget,
    s: Any,
    width: Any = 79,
    break_long_words: bool = True,
    wrapstring: Any = None,
    break_on_hyphens: bool = True,
) -> str:
    text, newline = _only_text(budget, s), "\n" if wrapstring is None else budget.text(wrapstring)
    # Its cost is that of the text, times the pieces a long word is broken into.
    budget.spend(len(text) * (2 + len(newline)) + len(text) * len(text) // max(_width(width), 1) // 16)
    made: list[str] = []
    for line in text.splitlines():
        wrapped = textwrap.wrap(
            line,
            width=width,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=break_long_words,
            break_on_hyphens=break_on_hyphens,
        )
        made.append(newline.join(wrapped))
    return newline.join(made)


def _truncate(
    budget: Budget, s: Any, length: Any = 255, killwords: bool = False, end: Any = "...", leeway: Any = None
) -> str:
    text = s if isinstance(s, str) else unknown(s)
    leeway = 5 if leeway is None else leeway
    assert length >= len(end), f"the length {length} is shorter than its ending"
    assert leeway >= 0, "the leeway is negative"
    budget.weigh(text, end)
    if len(text) <= length + leeway:
        return text
    kept = text[: length - len(end)]
    return (kept if killwords else kept.rsplit(" ", 1)[0]) + end


def _title(budget: Budget, s: Any) -> str:
    text = budget.text(s)
    budget.spend(len(text) * 3)
    return "".join(word[0].upper() + word[1:].lower() for word in split(r"([-\s({\[<]+)", text) if word)


def percent_format(budget: Budget, template: str, arguments: Any) -> str:
    """`template % arguments`. Every width stands in the template as a number, so their sum bounds what can be added."""
    if "*" in template:
        raise CannotTell("a width comes from an argument")
    budget.spend(_widths(template) + len(template))
    if type(arguments) is tuple or type(arguments) is dict:
        for item in arguments.values() if type(arguments) is dict else arguments:
            _printable(budget, item, template.count("%"))
    else:
        _printable(budget, arguments, 1)
    return template % arguments


def _format(budget: Budget, value: Any, *args: Any, **kwargs: Any) -> str:
    if args and kwargs:
        raise ValueError("positional and named arguments at once")
    return percent_format(budget, budget.text(value), kwargs or args)


def _str_format(budget: Budget, template: str, *args: Any, **kwargs: Any) -> str:
    fields = 0
    for _, name, spec, _ in string.Formatter().parse(template):
        if name is not None:
            fields += 1
            if "{" in (spec or "") or "." in name or "[" in name:
                raise CannotTell("a format that looks into its arguments")
    budget.spend(_widths(template) + len(template))
    for item in (*args, *kwargs.values()):
        _printable(budget, item, fields)
    return template.format(*args, **kwargs)


def _widths(template: str) -> int:
    numbers = findall(r"\d+", template)
    if any(len(number) > 6 for number in numbers):
        raise CannotTell("a width is too large")
    return sum(map(int, numbers))


def _printable(budget: Budget, value: Any, times: int) -> None:
    """Pay for an argument that is printed up to so many times."""
    before = budget.left
    if type(value) not in PLAIN:
        unknown(value)
    budget.text(value)
    if type(value) is str:
        budget.spend(len(value))
    budget.spend((before - budget.left) * max(times - 1, 0))
    if type(value) is float:
        budget.spend(400 * times)


def _tojson(budget: Budget, value: Any, indent: Any = None) -> SafeText:
    value = budget.plain(value)
    before = budget.left
    budget.text(value)
    # Each character may become `\u1234`, each line may be indented at each level.
    budget.spend((before - budget.left) * (6 + (_width(indent) * 50 if indent else 0)))
    made = json.dumps(value, sort_keys=True, indent=indent)
    for char, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027")):
        made = made.replace(char, escaped)
    return SafeText(made)


def _urlencode(budget: Budget, value: Any) -> str:
    if type(value) is not str:
        raise CannotTell("only text is encoded for URLs here")
    budget.spend(len(value) * 12)
    return quote_from_bytes(value.encode("utf-8"), b"/")


def _text_filter(change: Callable[[str], Any]) -> Function:
    def run(budget: Budget, value: Any) -> Any:
        text = budget.text(value)
        budget.spend(len(text) * 3)
        return change(text)

    return run


def _trim(budget: Budget, value: Any, chars: Any = None) -> str:
    return budget.text(value).strip(chars)


#: Methods of text that give nothing longer than what they take.
_TEXT_METHODS: Final = (
    "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "swapcase", "casefold", "startswith",
    "endswith", "find", "rfind",
    "index", "rindex", "count", "isdigit", "isalpha", "isalnum", "isnumeric", "isdecimal", "isspace", "isupper",
    "islower", "isidentifier",
    "split", "rsplit", "splitlines", "partition", "rpartition", "removeprefix", "removesuffix",
)  # fmt: skip


def _text_method(name: str) -> Function:
    method: Callable[..., Any] = getattr(str, name)

    def run(budget: Budget, text: str, *args: Any, **kwargs: Any) -> Any:
        budget.weigh(text, *args, *kwargs.values())
        budget.spend(len(text) * 3)
        return method(text, *args, **kwargs)

    return run


def _padded(name: str) -> Function:
    method: Callable[..., Any] = getattr(str, name)

    def run(budget: Budget, text: str, width: Any, *fill: Any) -> Any:
        budget.spend(max(_width(width), len(text)))
        return method(text, width, *fill)

    return run


def _text_join(budget: Budget, between: str, value: Any) -> str:
    items = iterate(budget, value)
    if any(type(item) is not str for item in items):
        raise TypeError("only text is joined")
    return _join(budget, items, between)


def _text_replace(budget: Budget, text: str, old: Any, new: Any, count: Any = -1) -> str:
    if type(old) is not str or type(new) is not str:
        raise TypeError("text is replaced by text")
    return _replace(budget, text, old, new, count)


FILTERS: Final[Mapping[str, Function]] = {
    "dpone_snake": _text_filter(snake), "dpone_ident": _text_filter(identifier),
    "lower": _text_filter(str.lower), "upper": _text_filter(str.upper), "capitalize": _text_filter(str.capitalize),
    "title": _title,
    "trim": _trim, "string": lambda budget, s: budget.text(s),
    "wordcount": _text_filter(lambda text: len(findall(r"\w+", text))),
    "replace": _replace, "join": _join, "center": _center, "indent": _indent, "wordwrap": _wordwrap,
    "truncate": _truncate,
    "format": _format, "tojson": _tojson, "urlencode": _urlencode,
}  # fmt: skip

#: Of `str`.
METHODS: Final[Mapping[str, Function]] = {
    **{name: _text_method(name) for name in _TEXT_METHODS},
    **{name: _padded(name) for name in ("ljust", "rjust", "center", "zfill")},
    "replace": _text_replace,
    "join": _text_join,
    "format": _str_format,
}
