"""The filters, tests and methods templates may use: those of Jinja and of Python's plain data whose cost is known before they run.

Whatever does not stand here gives `CannotTell`, so a function nobody thought of is no danger. A function that can give more than it takes
pays for its outcome first.
"""

from __future__ import annotations

import json
import string
import textwrap
from collections.abc import Callable, Iterable, Mapping
from re import findall, split
from typing import Any, Final
from urllib.parse import quote_from_bytes

from dpone_si.manifest.templates.budget import PLAIN, Budget, CannotTell, unknown
from dpone_si.manifest.templates.filters import identifier, snake

#: A function of a budget, the value and the written arguments. Its parameters are named as Jinja's, which templates may use.
Function = Callable[..., Any]
#: Wider than this nothing is padded or rounded.
_WIDEST: Final = 10_000
_PLACES: Final = 300


class Stream:
    """What a lazy filter or a mapping's view gives: something to run through, not to look at."""

    __slots__ = ("_items", "_used", "sized")

    def __init__(self, items: list[Any], *, sized: bool = False) -> None:
        self._items = items
        self._used = False
        #: A view can be run through again and has a length.
        self.sized = sized

    def items(self) -> list[Any]:
        """Everything in it; a generator is empty the second time, which nobody means."""
        if self._used and not self.sized:
            raise CannotTell("a generator is used twice")
        self._used = True
        return self._items


class SafeText(str):
    """Text that Jinja has marked as safe: joined with other text it escapes it, so it may only be put out."""

    __slots__ = ()


def iterate(budget: Budget, value: Any) -> list[Any]:
    """The items of a value as `for` sees them."""
    if isinstance(value, Stream):
        found = value.items()
    else:
        value = budget.plain(value)
        if type(value) not in PLAIN:
            unknown(value)
        if type(value) is range:
            span = (value.stop - value.start) // value.step if value else 0
            budget.spend(abs(span) + 1)
        elif type(value) in (str, list, tuple, dict):
            budget.spend(len(value))
        found = list(value)
    budget.spend(len(found))
    return found


# --- text -------------------------------------------------------------------------------------------------------------------


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


def _wordwrap(budget: Budget, s: Any, width: Any = 79, break_long_words: bool = True, wrapstring: Any = None, break_on_hyphens: bool = True) -> str:
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


def _truncate(budget: Budget, s: Any, length: Any = 255, killwords: bool = False, end: Any = "...", leeway: Any = None) -> str:
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


# --- numbers ----------------------------------------------------------------------------------------------------------------


def _round(budget: Budget, value: Any, precision: Any = 0, method: Any = "common") -> Any:
    if type(precision) is not int or abs(precision) > _PLACES:
        raise CannotTell("so many places are not rounded to")
    if method != "common":
        raise CannotTell("only ordinary rounding is done here")
    budget.weigh(value)
    return round(value, precision)


def _int(budget: Budget, value: Any, default: Any = 0, base: Any = 10) -> Any:
    budget.weigh(value)
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        try:
            return int(float(value))
        except (TypeError, ValueError, OverflowError):
            return default


def _float(budget: Budget, value: Any, default: Any = 0.0) -> Any:
    budget.weigh(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def _abs(budget: Budget, value: Any) -> Any:
    budget.weigh(value)
    return abs(value)


# --- sequences --------------------------------------------------------------------------------------------------------------


def by_path(budget: Budget, item: Any, attribute: Any) -> Any:
    """The value behind `a.b.0` in plain data, which is what the `attribute` argument of filters means."""
    parts = attribute.split(".") if isinstance(attribute, str) else [attribute]
    for part in parts:
        budget.spend(1)
        key = int(part) if isinstance(part, str) and part.isdigit() else part
        if not isinstance(item, (Mapping, list, tuple)):
            raise CannotTell("an attribute of something else than a mapping or list")
        try:
            item = item[key]  # pyright: ignore[reportCallIssue, reportArgumentType] - whatever is wrong with it, it cannot be told
        except (LookupError, TypeError):
            raise CannotTell(f"`{part}` is not there") from None
    return item


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _key(budget: Budget, attribute: Any, case_sensitive: bool) -> Callable[[Any], Any]:
    if isinstance(attribute, str) and "," in attribute:
        raise CannotTell("several attributes")

    def key(item: Any) -> Any:
        found = item if attribute is None else by_path(budget, item, attribute)
        budget.weigh(found)
        return found if case_sensitive else _folded(found)

    return key


def _sort(budget: Budget, value: Any, reverse: bool = False, case_sensitive: bool = False, attribute: Any = None) -> list[Any]:
    items = iterate(budget, value)
    key = _key(budget, attribute, case_sensitive)
    for _ in range(len(items).bit_length()):
        budget.weigh(items)
    return sorted(items, key=key, reverse=reverse)


def _unique(budget: Budget, value: Any, case_sensitive: bool = False, attribute: Any = None) -> Stream:
    key = _key(budget, attribute, case_sensitive)
    seen: dict[Any, Any] = {}
    for item in iterate(budget, value):
        seen.setdefault(key(item), item)
    return Stream(list(seen.values()))


def _extreme(choose: Callable[..., Any]) -> Function:
    def run(budget: Budget, value: Any, case_sensitive: bool = False, attribute: Any = None) -> Any:
        items = iterate(budget, value)
        if not items:
            raise CannotTell("nothing to choose from")
        return choose(items, key=_key(budget, attribute, case_sensitive))

    return run


def _sum(budget: Budget, iterable: Any, attribute: Any = None, start: Any = 0) -> Any:
    items = iterate(budget, iterable)
    numbers = [item if attribute is None else by_path(budget, item, attribute) for item in items]
    if any(type(number) not in (int, float, bool) for number in (*numbers, start)):
        raise CannotTell("only numbers are added up here")
    budget.weigh(numbers)
    return sum(numbers, start)


def _first(budget: Budget, seq: Any) -> Any:
    items = iterate(budget, seq)
    if not items:
        raise CannotTell("nothing to take")
    return items[0]


def _last(budget: Budget, seq: Any) -> Any:
    items = iterate(budget, seq)
    if not items or isinstance(seq, Stream):
        raise CannotTell("nothing to take")
    return items[-1]


def _length(budget: Budget, value: Any) -> int:
    if isinstance(value, Stream):
        if not value.sized:
            raise CannotTell("the length of a generator")
        return len(value.items())
    value = budget.plain(value)
    if type(value) not in PLAIN:
        unknown(value)
    return len(value)


def _reverse(budget: Budget, value: Any) -> Any:
    if isinstance(value, str):
        return value[::-1]
    return Stream(iterate(budget, value)[::-1])


def _batch(budget: Budget, value: Any, linecount: Any, fill_with: Any = None) -> Stream:
    items = iterate(budget, value)
    if type(linecount) is not int or linecount < 1:
        raise CannotTell("rows of no length")
    rows = [items[start : start + linecount] for start in range(0, len(items), linecount)]
    if rows and fill_with is not None and len(rows[-1]) < linecount:
        budget.spend(linecount)
        rows[-1] += [fill_with] * (linecount - len(rows[-1]))
    return Stream(rows)


def _dictsort(budget: Budget, value: Any, case_sensitive: bool = False, by: Any = "key", reverse: bool = False) -> list[Any]:
    value = budget.plain(value)
    if type(value) is not dict:
        raise TypeError("`dictsort` needs a mapping")
    position = ("key", "value").index(by)
    budget.weigh(value)
    pairs = list(value.items())
    return sorted(pairs, key=lambda pair: pair[position] if case_sensitive else _folded(pair[position]), reverse=reverse)


def _items(budget: Budget, value: Any) -> Stream:
    value = budget.plain(value)
    if type(value) is not dict:
        raise TypeError("`items` needs a mapping")
    budget.spend(len(value))
    return Stream(list(value.items()))


FILTERS: Final[Mapping[str, Function]] = {
    "dpone_snake": _text_filter(snake), "dpone_ident": _text_filter(identifier),
    "lower": _text_filter(str.lower), "upper": _text_filter(str.upper), "capitalize": _text_filter(str.capitalize), "title": _title,
    "trim": _trim, "string": lambda budget, s: budget.text(s), "wordcount": _text_filter(lambda text: len(findall(r"\w+", text))),
    "replace": _replace, "join": _join, "center": _center, "indent": _indent, "wordwrap": _wordwrap, "truncate": _truncate,
    "format": _format, "tojson": _tojson, "urlencode": _urlencode,
    "round": _round, "int": _int, "float": _float, "abs": _abs,
    "list": iterate, "first": _first, "last": _last, "length": _length, "count": _length, "reverse": _reverse, "sort": _sort,
    "unique": _unique, "min": _extreme(min), "max": _extreme(max), "sum": _sum, "batch": _batch, "dictsort": _dictsort, "items": _items,
}  # fmt: skip


# --- methods ----------------------------------------------------------------------------------------------------------------

#: Methods of text that give nothing longer than what they take.
_TEXT_METHODS: Final = (
    "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "swapcase", "casefold", "startswith", "endswith", "find", "rfind",
    "index", "rindex", "count", "isdigit", "isalpha", "isalnum", "isnumeric", "isdecimal", "isspace", "isupper", "islower", "isidentifier",
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


def _get(budget: Budget, block: Mapping[Any, Any], key: Any, default: Any = None) -> Any:
    budget.weigh(key)
    return block.get(key, default)


def _view(part: Callable[[dict[Any, Any]], Iterable[Any]]) -> Function:
    def run(budget: Budget, block: Any) -> Stream:
        plain = budget.plain(block)
        budget.spend(len(plain))
        return Stream(list(part(plain)), sized=True)

    return run


METHODS: Final[Mapping[type, Mapping[str, Function]]] = {
    str: {
        **{name: _text_method(name) for name in _TEXT_METHODS},
        **{name: _padded(name) for name in ("ljust", "rjust", "center", "zfill")},
        "replace": _text_replace,
        "join": _text_join,
        "format": _str_format,
    },
    dict: {"get": _get, "keys": _view(dict.keys), "values": _view(dict.values), "items": _view(dict.items)},
}
