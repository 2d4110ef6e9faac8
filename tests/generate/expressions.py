"""Templates over the whole grammar of Jinja's expressions and statements, in every type of value: what people may write, sense or not.

`batches` and `layered` hold templates that mean something; these try the rules: which filter takes which type, what an undefined name does
where, which operators fail, when a value keeps its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from tests.generate.chance import Chance

#: The variables that templates see. `nowhere` is none of them.
NAMES: Final[Mapping[str, Any]] = {
    "t": "Order_Lines x",
    "e": "",
    "n": 7,
    "z": 0,
    "f": 2.5,
    "neg": -3,
    "yes": True,
    "no": False,
    "nothing": None,
    "digits": "42",
    "numbers": [3, 1, 2],
    "words": ["b", "A", "c", "a"],
    "mixed": [1, "a", None, 2.5],
    "empty": [],
    "m": {"k": "v", "n": {"x": 1}, "items": 2, "b": False},
    "rows": [{"id": 2, "n": "b", "on": True}, {"id": 1, "n": "A", "on": False}, {"id": 3, "n": "a"}],
    "day": date(2025, 1, 31),
    "тест": "Ключ",
    "tpl": "{{ t }}!",
    "blank": {},
}
#: What a value is, for the choice of what is done with it.
TEXT, NUMBER, LIST, MAPPING, TRUTH = "text", "number", "list", "mapping", "truth"
_ATOMS: Final[Mapping[str, tuple[str, ...]]] = {
    TEXT: (
        "t", "e", "digits", "тест", "tpl", "m.k", "m['k']", "rows[0].n", "'a'", "\"b'c\"", "''", "'A_b-C d'", "'%s:%s'", "'x,y,z'", "'Ж'",
        "'{} {a}'", "'2'", "' pad '", "'a\\nb'", "'<&>'", "words[1]",
    ),
    NUMBER: ("n", "z", "f", "neg", "0", "1", "2", "7", "1.5", "1_000", "0x1f", "-1", "1e3", "numbers[0]", "m.n.x", "rows[1]['id']", "m['items']"),
    LIST: ("numbers", "words", "mixed", "empty", "rows", "[1, 'a']", "[]", "range(4)", "('a', 'b')", "[n, t]", "['x'] * 2", "range(1, n, 2) | list"),
    MAPPING: ("m", "m.n", "rows[2]", "blank", "{'a': 1, 2: n}", "{}", "dict(a=1, b=t)"),
    TRUTH: ("yes", "no", "true", "False", "none", "nothing", "day", "nowhere is defined", "m.b"),
}  # fmt: skip
_UNDEFINED: Final = (
    "nowhere",
    "nowhere.x",
    "m.nope",
    "t.nope",
    "m['nope']",
    "words[9]",
    "rows[0].q",
    "none",
    "m.nope.more",
)
_TESTS: Final = (
    "defined", "undefined", "none", "string", "number", "mapping", "sequence", "iterable", "boolean", "true", "false", "integer", "float",
    "odd", "even", "divisibleby(2)", "divisibleby 3", "lower", "upper", "eq(1)", "eq 'a'", "==(2)", "ne none", "gt 1", "lessthan(3)", "in [1, 'a']",
    "sameas none", "callable", "escaped", "filter", "test", "in 'abc'", "ge 2", "equalto 7", "missing_test",
)  # fmt: skip
#: What a filter takes: the filters, with what they give.
_FILTERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    TEXT: (
        *((name, TEXT) for name in (
            "upper", "lower", "title", "capitalize", "trim", "trim('_')", "string", "replace('a', 'b')", "replace('', '-')", "replace('a', 'b', 1)",
            "urlencode", "escape", "e", "safe", "striptags", "indent", "indent(2, true)", "indent('> ')", "center(9)", "center", "truncate(4)",
            "truncate(4, true, '')", "truncate(5, leeway=0)", "wordwrap(3)", "format('a', 1)", "format(x=1)", "format", "dpone_snake", "dpone_ident",
            "pprint", "reverse", "first", "last", "tojson", "join('-')", "default('d', true)", "d('x')", "forceescape", "upper()", "nosuch",
            "replace('_', nowhere)", "default(nowhere)", "default(value='x')", "default(default_value='x', boolean=true)", "default",
        )),
        *((name, NUMBER) for name in ("int", "int(5)", "int(0, 16)", "float", "float(1.5)", "length", "count", "wordcount", "int(nowhere)")),
        *((name, LIST) for name in ("list", "sort", "unique | list", "batch(2) | list", "slice(2) | list", "map('upper') | list", "select")),
    ),
    NUMBER: (
        *((name, NUMBER) for name in (
            "abs", "round", "round(1)", "round(1, 'floor')", "round(method='ceil')", "int", "float", "default(1)", "round(0) | int", "round(-1)",
        )),
        *((name, TEXT) for name in ("string", "upper", "replace('1', 'x')", "center(5)", "tojson", "filesizeformat", "dpone_snake", "title", "trim")),
    ),
    LIST: (
        *((name, LIST) for name in (
            "list", "sort", "sort(reverse=true)", "sort(true)", "sort(attribute='id')", "sort(case_sensitive=true)", "unique | list",
            "unique(attribute='id') | list", "reverse | list", "batch(2) | list", "batch(2, 'x') | list", "slice(2) | list", "slice(2, 'z') | list",
            "map('upper') | list", "map(attribute='n') | list", "map('length') | list", "map(attribute='x', default=0) | list",
            "map('default', 'q') | list", "select | list", "select('odd') | list", "select('gt', 1) | list", "reject('none') | list",
            "select('string') | list", "rejectattr('on') | list", "selectattr('on') | list", "selectattr('id', 'gt', 1) | list",
            "selectattr('on', 'defined') | list", "groupby('on') | list", "groupby('id') | map(attribute=0) | list", "map", "select", "reverse", "unique",
            "batch(2)", "map('replace', 'a', 'b') | list", "map('string') | map('upper') | list", "map(attribute='id') | sort | list", "sort | unique | list",
            "default([])",
        )),
        *((name, NUMBER) for name in (
            "length", "count", "sum", "sum(start=2)", "sum(attribute='id')", "sum('id')", "min", "max", "max(attribute='id')", "map('int') | sum",
        )),
        *((name, TEXT) for name in (
            "join", "join(',')", "join(', ', attribute='n')", "map(attribute='n') | join('/')", "first", "last", "string", "tojson", "random", "join(d='+')",
        )),
    ),
    MAPPING: (
        *((name, LIST) for name in (
            "dictsort", "dictsort(reverse=true)", "dictsort(by='value')", "dictsort(false, 'value')", "items | list", "list", "items", "sort",
        )),
        *((name, TEXT) for name in ("tojson", "tojson(indent=1)", "string", "join(',')", "xmlattr", "urlencode", "attr('k')", "first", "pprint")),
        ("length", NUMBER),
        ("default({})", MAPPING),
    ),
    TRUTH: tuple((name, TEXT) for name in ("string", "lower", "int", "tojson", "default('d', true)", "default('x')", "upper", "dpone_ident")),
}  # fmt: skip
_METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    TEXT: (
        "upper()", "lower()", "title()", "strip()", "strip('x')", "split('_')", "split()", "split(',', 1)", "replace('_', '-')", "startswith('O')",
        "endswith(('x', 'y'))", "find('L')", "index('zz')", "join(words)", "format(1, a=2)", "count('a')", "zfill(4)", "rjust(6, '*')", "isdigit()",
        "encode()", "removeprefix('Or')", "partition('_')", "splitlines()", "swapcase()", "casefold()", "expandtabs()", "title", "nope", "__class__",
    ),
    NUMBER: ("bit_length()", "real", "as_integer_ratio()", "is_integer()", "nope", "numerator"),
    LIST: ("append(1)", "pop()", "index(1)", "count(1)", "sort()", "copy()", "0", "nope", "1.n"),
    MAPPING: (
        "get('k')", "get('q', 5)", "get('k', nowhere)", "keys() | list", "items() | list", "values() | list", "keys()", "items()", "update({})", "copy()",
        "pop('k')", "k", "n.x", "items", "nope", "nope.more", "values", "get(t)", "get",
    ),
    TRUTH: ("isoformat()", "strftime('%Y')", "year", "nope"),
}  # fmt: skip
_ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    TEXT: ("[0]", "[-1]", "[9]", "[1:]", "[:2]", "[::-1]", "[1:3:2]", "[:n]", "['upper']", "[:'a']", "[::0]", "[z]", "['x']", "[true]"),
    NUMBER: ("[0]", "['real']", "[:1]"),
    LIST: ("[0]", "[-1]", "[9]", "[1:]", "[::-1]", "[0][0]", "[0].id", "[0]['n']", "[n]", "[1.0]", ".0", "['append']", "[:2]", "[none]", "[0:0]"),
    MAPPING: ("['k']", "['q']", "['n']['x']", "['items']", "[none]", "[t]", "[1:]", "['keys']", "[0]", "['n'].x", "[numbers]", "[2]"),
    TRUTH: ("[0]", "['year']"),
}  # fmt: skip
_CALLS: Final = (
    "range(3)", "range(n) | join", "dict(a=1).a", "dict(m)", "namespace(x=1).x", "cycler('a', 'b').next()", "joiner(',')", "lipsum", "lipsum(n=0)",
    "range", "range('a')", "range(1, 2, 0)", "nowhere()", "t()", "loop", "self", "dict(m, q=1)", "range(3)[1]", "range(3) | first", "range(5) | sum",
    "super()", "caller", "varargs", "dict(a=nowhere)", "range(nowhere)", "dict", "range(2)[0:1]",
)  # fmt: skip
_BINARY: Final[Mapping[str, tuple[str, ...]]] = {
    TEXT: ("+", "~", "==", "!=", "<", "in", "not in", "or", "and", "%", "*"),
    NUMBER: ("+", "-", "*", "/", "//", "%", "**", "==", "<", ">=", "~"),
    LIST: ("+", "==", "in", "or", "*", "<", "~"),
    MAPPING: ("==", "or", "in", "~", "!="),
    TRUTH: ("and", "or", "==", "~", "<"),
}


def expression(chance: Chance, depth: int = 0) -> str:
    """One expression."""
    return _of(chance, chance.weighted({TEXT: 5, NUMBER: 3, LIST: 4, MAPPING: 2, TRUTH: 1}), depth)


def _of(chance: Chance, kind: str, depth: int) -> str:
    """An expression over values of one kind, give or take some; what comes of it may be of another."""
    if chance.maybe(0.03):
        return chance.one(_UNDEFINED)
    if chance.maybe(0.04):
        kind = chance.one([*_ATOMS])
    if depth >= 2 or chance.maybe(0.2):
        return chance.one(_ATOMS[kind])
    below = lambda: expression(chance, depth + 1)  # noqa: E731 - short for what every line asks
    inner = lambda: _closed(chance, _of(chance, kind, depth + 1))  # noqa: E731 - likewise
    form = chance.weighted(
        {
            "filter": 8,
            "binary": 3,
            "if": 2,
            "test": 1.5,
            "method": 2,
            "item": 2,
            "list": 1,
            "dict": 0.7,
            "call": 0.5,
            "sign": 0.5,
            "chain": 0.5,
        }
    )
    match form:
        case "filter":
            name, gives = chance.one(_FILTERS[kind])
            made = f"{inner()} | {name}"
            return f"{made} | {chance.one(_FILTERS[gives])[0]}" if chance.maybe(0.3) else made
        case "method":
            return f"{_named(chance, kind, inner())}.{chance.one(_METHODS[kind])}"
        case "item":
            return _named(chance, kind, inner()) + chance.one(_ITEMS[kind])
        case "list":
            return chance.one(("[%s, %s]", "(%s, %s)", "[%s, [%s]]")) % (below(), below())
        case "dict":
            return f"{{'k': {below()}, {chance.one(('2', 't', 'numbers', 'none'))}: {below()}}}"
        case "call":
            return chance.one(_CALLS)
        case _:
            return _operation(chance, form, kind, inner, below)


def _operation(chance: Chance, form: str, kind: str, inner: Callable[[], str], below: Callable[[], str]) -> str:
    """Operands, made by `inner` and `below`, with what stands between them."""
    match form:
        case "binary":
            return f"{inner()} {chance.one(_BINARY[kind])} {inner()}"
        case "chain":
            return f"{inner()} {chance.one(('<', '==', '>='))} {inner()} {chance.one(('<=', '!='))} {inner()}"
        case "if":
            return f"{inner()} if {below()}" + (f" else {inner()}" if chance.maybe(0.8) else "")
        case "test":
            return f"{inner()} is {chance.one(('', '', 'not '))}{chance.one(_TESTS)}"
        case _:
            return chance.one(("not ", "-", "+", "not not ")) + inner()


def _named(chance: Chance, kind: str, made: str) -> str:
    """Something with a name in it: what is asked of constants alone, Jinja's compiler decides, also where it is never reached."""
    return (
        made
        if any(re.search(rf"\b{name}\b", made) for name in NAMES)
        else chance.one([name for name in NAMES if name in _ATOMS[kind]])
    )


def _closed(chance: Chance, made: str) -> str:
    return f"({made})" if " " in made and not made.startswith(("'", "[", "{")) and chance.maybe(0.9) else made


def template(chance: Chance, depth: int = 0) -> str:
    """A template of text, tags and blocks."""
    if depth >= 2:
        return _output(chance)
    kind = chance.weighted(
        {
            "output": 6,
            "if": 3,
            "for": 3,
            "set": 2,
            "block set": 1,
            "with": 1,
            "comment": 1,
            "raw": 1,
            "filter": 0.5,
            "macro": 0.5,
            "odd": 0.7,
        }
    )
    inner = "".join(template(chance, depth + 1) + _text(chance) for _ in range(chance.number(1, 2)))
    open_, close = chance.weighted(
        {("{%", "%}"): 8, ("{%-", "%}"): 1, ("{%", "-%}"): 1, ("{%-", "-%}"): 1, ("{%+", "+%}"): 0.5}
    )
    tag = lambda words: f"{open_} {words} {close}"  # noqa: E731 - short for what every line asks
    match kind:
        case "output":
            return inner
        case "comment":
            return chance.one(("{# {{ nowhere }} #}", "{#- c -#}", "{# open")) + inner
        case "raw":
            return "{% raw %}{{ nowhere }}{% endraw %}" + inner
        case "for":
            return _loop(chance, inner, tag)
        case "odd":
            return chance.one(
                (
                    "{% block b %}x{% endblock %}",
                    "{% include 'x' %}",
                    "{% do x %}",
                    "{% if %}",
                    "{% endif %}",
                    "{{ }}",
                    "{% import 'a' as b %}",
                    "{{ a b }}",
                )
            )
        case _:
            return _statement(chance, kind, inner, tag)


def _loop(chance: Chance, inner: str, tag: Callable[[str], str]) -> str:
    target, over = chance.one(
        (
            ("i", _of(chance, LIST, 2)),
            ("i", "rows"),
            ("i", "words"),
            ("k, v", "m.items()"),
            ("k, v", "m"),
            ("i", "range(3)"),
        )
    )
    guard = chance.one(("", "", " if i", " if loop.first", " recursive"))
    body = chance.one(
        (
            "{{ i }}",
            "{{ loop.index }}{{ k }}",
            "{% if not loop.last %},{% endif %}",
            "{{ i.id }}",
            "{{ loop.previtem }}",
            inner,
        )
    )
    return (
        tag(f"for {target} in {over}{guard}")
        + body
        + chance.one(("", tag("else") + "none"))
        + tag("endfor")
        + chance.one(("", "{{ i }}"))
    )


def _statement(chance: Chance, kind: str, inner: str, tag: Callable[[str], str]) -> str:
    """A statement around `inner`, whose tags `tag` writes."""
    match kind:
        case "if":
            middle = chance.one(("", tag(f"elif {expression(chance, 2)}") + "M", tag("else") + _output(chance)))
            return tag(f"if {expression(chance, 1)}") + inner + middle + tag("endif")
        case "set":
            name = chance.one(("t", "new", "a, b", "m.k", "nowhere"))
            return (
                tag(f"set {name} = {expression(chance, 1)}") + inner + chance.one(("{{ new }}", "{{ t }}", "{{ a }}"))
            )
        case "block set":
            return tag("set new" + chance.one(("", " | upper"))) + inner + tag("endset") + "{{ new }}{{ new | length }}"
        case "with":
            return tag(f"with {chance.one(('w', 't'))} = {expression(chance, 1)}") + "{{ w }}" + inner + tag("endwith")
        case "filter":
            return tag(f"filter {chance.one(('upper', 'replace(1, 2)', 'nosuch'))}") + inner + tag("endfilter")
        case _:
            return (
                tag("macro f(x, y=2)")
                + "{{ x }}{{ y }}"
                + tag("endmacro")
                + chance.one(("{{ f(1) }}", "{{ f() }}", "{{ f }}"))
                + inner
            )


def _output(chance: Chance) -> str:
    return chance.weighted({"{{ %s }}": 8, "{{- %s }}": 1, "{{ %s -}}": 1, "{{%s}}": 1, "{{ %s +}}": 0.3}) % expression(
        chance, 1
    )


def _text(chance: Chance) -> str:
    return chance.one(("", " ", "x", " and\n", "\n", " } {", "%", "\r\n", "  \n  ", "Ж"))


def value(chance: Chance) -> str:
    """The text of one YAML value: a whole expression, which keeps its type, or a template."""
    if chance.maybe(0.5):
        around = chance.weighted({("{{ ", " }}"): 8, (" {{ ", " }} "): 1, ("{{", "}}\n"): 1, ("\n{{ ", "\n}}"): 0.5})
        return around[0] + expression(chance) + around[1]
    return template(chance) + _text(chance) + (template(chance) if chance.maybe(0.4) else "")
