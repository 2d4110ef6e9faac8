"""What a template gives: the same as with Jinja, on which dpone rests, or "cannot tell"; never a fault Jinja does not see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.filters import identifier, snake
from dpone_si.manifest.templates.model import Scope, TemplateFault, whole_expression
from dpone_si.manifest.templates.render import render

NAMES: dict[str, Any] = {
    "src_table": "order_items", "src_schema": "public", "batch": 500, "ratio": 0.25, "on": True, "nothing": None, "empty": "", "Города": "Омск",
    "tables": ["orders", "Refunds", "items"], "block": {"type": "postgres", "ports": [1, 2], "deep": {"x": "y"}, "items": 3}, "numbers": [3, 1, 2],
    "three": 3, "zero": 0, "minus": -1, "half": 1.5, "text": "a_B c", "pattern": "%s", "shape": "{}", "pair": (1, 2), "mixed": [1, "x"],
    "rows": [{"name": "b", "size": 2}, {"name": "a", "size": 1}], "long": "one two-three (four) " * 9, "no_items": [],
}  # fmt: skip


def jinja() -> Environment:
    environment = Environment(undefined=StrictUndefined)
    environment.filters.update(dpone_snake=snake, dpone_ident=identifier)
    return environment


class Failed:
    """What Jinja gives when it fails."""


def theirs(text: str) -> object:
    """What Jinja makes of a template."""
    whole = whole_expression(text)
    try:
        if whole is not None:
            made = jinja().compile_expression(whole)(**NAMES)
            return str(made) if isinstance(made, Markup) else made
        return jinja().from_string(text).render(**NAMES)
    except Exception:
        return Failed()


def ours(text: str) -> object:
    try:
        return render(text, Scope.of(NAMES)).value
    except TemplateFault as fault:
        return fault
    except CannotTell as reason:
        return reason


def check(text: str) -> object:
    """Agreement, or a modest silence."""
    mine = ours(text)
    if not isinstance(mine, CannotTell):
        other = theirs(text)
        if isinstance(mine, TemplateFault):
            assert isinstance(other, Failed), f"{text}: {mine.message}, but Jinja gives {other!r}"
        else:
            assert (type(mine), mine) == (type(other), other), text
    return mine


#: Templates as people write them: each must be answered.
ORDINARY = (
    "{{ src_table|replace('_', '-') }}", "{{ src_table.split('_')[0] }}", "{{ src_table[:5] }}", "{{ tables|join(', ') }}", "{{ batch * 2 }}",
    "{{ 'big' if batch > 100 else 'small' }}", "{% if batch < 1000 %}a{% elif on %}b{% else %}c{% endif %}", "{{ src_schema ~ '.' ~ src_table }}",
    "{% for t in tables %}{{ loop.index }}:{{ t|lower }}{% if not loop.last %},{% endif %}{% endfor %}", "{{ block.type }}", "{{ block['deep']['x'] }}",
    "{{ block.missing }}", "x{{ block.missing }}", "{{ missing in no_items }}", "{{ missing not in no_items }}", "{{ missing in tables }}", "{{ missing in {} }}", "{{ missing|default('d') }}", "{{ missing }}", "x{{ missing }}", "{{ missing is defined }}",
    "{{ tables|length }}", "{{ tables|first }}", "{{ tables|map('upper')|join('+') }}", "{{ rows|map(attribute='name')|list }}",
    "{{ rows|sort(attribute='name')|map(attribute='size')|list }}", "{{ rows|selectattr('size', 'gt', 1)|list }}", "{{ numbers|sum + 1 }}",
    "{{ '%s_%03d' % (src_table, 7) }}", "{{ '{}-{:>4}'.format(src_table, batch) }}", "{{ '%05.2f'|format(ratio) }}", "{{ block|tojson }}",
    "a {{ block|tojson }}", "{{ src_table.upper() }}", "{{ src_table.startswith('order') }}", "{{ 'x' in src_table }}", "{{ 3 in numbers }}",
    "{{ batch // 3 }}", "{{ batch / 0 }}", "{{ 2 ** 10 }}", "{{ -batch }}", "{{ not on }}", "{{ nothing }}", "n{{ nothing }}", "{{ ratio|round(1) }}",
    "{{ '42'|int + 1 }}", "{{ 'x'|int }}", "{{ src_table|title }}", "{{ long|truncate(20) }}", "{{ long|wordwrap(20) }}", "{{ long|indent(2) }}",
    "{{ src_table|nope }}", "{{ src_table", "{{ 1 + 'a' }}", "{{ src_table() }}", "{% set x = batch + 1 %}{{ x }}", "{{ (on and 'a') or 'b' }}",
    "{{ ['a', 'b'] + ['c'] }}", "{{ {'a': 1}['a'] }}", "{{ range(3)|list }}", "{% for i in range(2, 8, 3) %}{{ i }} {% endfor %}", "{{ block.items() }}",
    "{% for key, value in block.items() %}{{ key }}={{ value }};{% endfor %}", "{{ block.get('type', 'none') }}", "{{ 'a'.center(9, '*') }}",
    "{% raw %}{{ ds }}{% endraw %}", "{# nothing #}x", "{{ tables[0] }}", "{{ tables[9] }}", "{{ tables[-1] }}", "{{ src_table.nope }}", "{{ no_items|first }}",
    "{{ tables|unique|list }}", "{{ tables|reverse|list }}", "{{ tables|sort }}", "{{ numbers|max }}", "{{ numbers|batch(2)|list }}", "{{ 'б'|urlencode }}",
    "{{ 1 == 1.0 }}", "{{ 1 < 2 < 3 }}", "{{ src_table is string }}", "{{ batch is divisibleby(5) }}", "{{ block is mapping }}", "{{ missing.x }}",
    "{{ 'Города'|dpone_snake }}", "{{ src_table|upper|lower|trim }}", "{{ '' if on }}", "{{ 'a' if not on }}", "x{{ 'a' if not on }}",
    "{% for t in [] %}x{% else %}none{% endfor %}", "{% for t in tables if t != 'items' %}{{ t }}{{ loop.length }}{% endfor %}", "{{ [1, [2]] ~ '' }}",
    "{% with a = 1 %}{{ a }}{% endwith %}", "{{ '\\n' }}x\n", "{{ block|dictsort(by='key')|length }}", "{{ src_table|join('.') }}", "{{ (1,) + (2,) }}",
)  # fmt: skip
#: What is left untold on purpose.
UNTOLD = frozenset(("{{ no_items|first }}", "{{ block.items() }}", "{{ block.get('type', 'none') }}x{{ self }}"))


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_template_gives_what_jinja_gives(text: str) -> None:
    mine = check(text)
    assert isinstance(mine, CannotTell) is (text in UNTOLD), mine


@pytest.mark.parametrize(
    "text",
    [
        "{{ src_table.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ tables.append('x') or tables }}",
        "{{ tables|attr('__class__') }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1) }}",
        "{{ lipsum(1) }}",
        "{{ cycler('a').next() }}",
        "{{ namespace(a=1).a }}",
        "{{ block.items }}",
        "{{ src_table|pprint }}",
        "{% set ns = namespace(n=0) %}{% for t in tables %}{% set ns.n = 1 %}{% endfor %}{{ ns.n }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ self }}",
    ],
)
def test_what_is_not_plain_data_is_not_told(text: str) -> None:
    """Jinja gives an answer to each; that we do not know it is no fault of the manifest."""
    assert not isinstance(theirs(text), Failed), "Jinja renders this"
    assert isinstance(ours(text), CannotTell)


#: Names only: Jinja computes with constants while it compiles, and lets some faults of that through.
VALUES = st.sampled_from([*NAMES, "missing", "block.type", "block.missing"])
CALLS = st.sampled_from(
    ["upper", "lower", "trim", "title", "capitalize", "length", "first", "last", "list", "int", "float", "abs", "string", "join('-')", "replace('a', 'bb')", "sort",
     "unique|list", "reverse|list", "sum", "min", "max", "round", "round(1)", "default('z')", "default('z', true)", "map('upper')|list", "center(9)", "indent",
     "truncate(8)", "wordcount", "format(1)", "dpone_snake", "dpone_ident", "batch(2)|list", "select|list", "reject('odd')|list", "tojson", "items|list", "dictsort",
     "join(attribute='name')", "replace('a', 'b', 1)", "trim('a')", "wordwrap(5)", "urlencode", "count"]
)  # fmt: skip
OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "and", "or", "in", "not in"]
)


def extended(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("{}|{}".format, inner, CALLS),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("{}[{}]".format, inner, st.sampled_from(["0", "-1", "'type'", "1:", ":2", "::-1", "9"])),
        st.builds(
            "({} is {})".format,
            inner,
            st.sampled_from(
                ["defined", "none", "string", "number", "odd", "mapping", "iterable", "in([1])", "true", "integer"]
            ),
        ),
        st.builds(
            "{}.{}".format,
            inner,
            st.sampled_from(
                ["upper()", "strip()", "split('_')", "type", "keys()|list", "get('k')", "replace('a', 'b')", "zfill(4)"]
            ),
        ),
    )


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(
    st.recursive(VALUES, extended, max_leaves=5),
    st.sampled_from(
        [
            "{{{{ {} }}}}",
            "x{{{{ {} }}}}",
            "{{% if {} %}}y{{% endif %}}",
            "{{% for i in {} %}}{{{{ i }}}},{{% endfor %}}",
        ]
    ),
)
def test_expressions_nobody_thought_of(expression: str, shape: str) -> None:
    check(shape.format(expression))
