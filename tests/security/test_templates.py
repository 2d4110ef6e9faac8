"""A template costs little, whatever it asks for, and never reaches Python: work is counted, not timed."""

from __future__ import annotations

import sys
import tracemalloc
from typing import Any

import pytest

from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.engine import Engine
from dpone_si.manifest.templates.model import Scope, TemplateFault
from dpone_si.manifest.templates.render import render

NAMES: dict[str, Any] = {"a": "x" * 1000, "n": 3, "many": list(range(1000)), "block": {"k": "v"}, "wide": 999_999_999}

#: Templates that ask for gigabytes, ages or Python's insides; written without the brackets where they are expressions.
BOMBS = (
    "'%1000000000d'|format(1)", "'%1000000000d' % 1", "'%.1000000000f' % 1.0", "'%*d' % (999999999, 1)", "'%(x)999999999d' % {'x': 1}",
    "'{:>999999999}'.format(1)", "'{:{}}'.format(1, 999999999)", "'{0:{w}}'.format(1, w=wide)", "'{:0999999999d}'.format(1)", "'%s' * 99999999",
    "'a'.ljust(999999999)", "'a'.rjust(wide)", "'a'.center(wide)", "'1'.zfill(wide)", "'\t'.expandtabs(999999999)", "'a'|center(wide)",
    "'a'|indent(wide)", "('a\n' * 1000)|indent(9999)", "(a * 100)|replace('x', 'y' * 10000)", "a.replace('', 'z' * 100000)", "(a * 90).replace('x', a * 90)",
    "many|join(a * 100)", "(a * 90).join(many|map('string')|list)", "a * wide", "wide * a", "[[0] * 9999] * 9999", "(1, 2) * wide", "many * wide",
    "9 ** 9 ** 9", "2 ** wide", "wide ** wide", "(2 ** 8000) ** 8000", "0.5 ** -wide", "(-8) ** 0.5", "wide * wide * wide", "1 / 3 * wide",
    "range(9999999999)|list", "range(10 ** 30)|list", "range(wide)|sum", "range(wide)|map('string')|join", "range(wide)|batch(3)|list", "wide in range(wide)|list",
    "[1]|batch(wide, 'x')|list", "many|slice(wide)|list", "5|round(-wide)", "5|round(wide)", "5.5|round(wide, 'floor')", "lipsum(99999)", "lipsum(n=wide)",
    "cycler(*many)", "joiner(a)", "namespace(x=a)", "dict(many)", "a|urlize", "('<' * 9000)|striptags", "('<a ' * 9000)|urlize", "a|wordwrap(1, wrapstring=a * 90)",
    "(a * 90)|wordwrap(1)", "many|tojson(indent=wide)", "a|e|e|e|e", "('&' * 9000)|forceescape|forceescape", "block|xmlattr", "a|pprint", "many|random",
    "('f' * 90000)|int(0, 16)", "('9' * 90000)|int", "many|sum(start=[])", "[[many]]|sum(start=many)", "''.__class__.__mro__", "many.append(1)",
    "''['__class__']", "many|map(attribute='__class__')|list", "''|attr('__class__')", "block|attr('items')", "'{0.__class__.__mro__}'.format('')",
    "'%(a.__class__)s' % block", "self", "self._TemplateReference__context", "cycler.__init__.__globals__", "range.__class__", "block.pop('k')", "block.clear()",
    "block.update(x=1)", "many.sort()", "a.encode('utf-32').hex()", "a.translate({120: 'y' * 9999})", "(a ~ a ~ a ~ a ~ a) * 1000", "a.__len__()",
)  # fmt: skip
STATEMENTS = (
    "{% for i in range(99999999) %}{% for j in range(99999999) %}x{% endfor %}{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for i in many %}{{ a }}{% endfor %}",
    "{% for i in many %}{% if i in many %}{% endif %}{% endfor %}",
    "{% set x = a %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
    "{% set x = [a] %}" + "{% set x = [x, x] %}" * 40 + "{{ x }}",
    "{% set x = [a] %}{% set y = [a] %}" + "{% set x = [x, x] %}{% set y = [y, y] %}" * 40 + "{{ x == y }}",
    "{% set x = (1,) %}" + "{% set x = (x, x) %}" * 40 + "{{ {x: 1} }}",
    "{% set x = 3 %}" + "{% set x = x * x %}" * 40 + "{{ x }}",
    "{% set x %}" + "{{ a }}" * 500 + "{% endset %}{{ x }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% for i in range(9) %}{{ m(n) }}{% endfor %}{% endmacro %}{{ m(1) }}",
    "{% for x in [[1, [2]]] recursive %}{{ loop([x]) }}{% endfor %}",
    "{% for x in many %}{{ loop.cycle(*many) }}{% endfor %}",
    "{% call(x) m() %}{% endcall %}",
    "{% filter center(999999999) %}a{% endfilter %}",
    "{% include 'x' %}",
    "{% import 'os' as os %}{{ os }}",
    "{% extends '/etc/passwd' %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{{ a }}" * 3000,
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "not " * 3000 + "a }}",
    "{{ " + "-" * 3000 + "1 }}",
    "{{ " + "[" * 90 + "]" * 90 + " }}x",
    "{{ " + "a~" * 3000 + "a }}",
    "{{ a" + "|upper" * 3000 + " }}",
    "{{ a" + "[0]" * 3000 + " }}",
    "{{ a" + ".x" * 3000 + " }}",
)
#: Python calls and lines a template may take: far more than any needs, far fewer than a hang.
MAX_EVENTS = 4_000_000
MAX_BYTES = 60_000_000


class Counter:
    """Counts what the interpreter does: a measure of work that is the same on every machine."""

    def __init__(self) -> None:
        self.events = 0

    def __call__(self, frame: Any, event: str, argument: Any) -> None:
        self.events += 1
        if self.events > MAX_EVENTS:
            raise AssertionError("too much work")


def outcome(text: str) -> object:
    try:
        return render(text, Scope.of(NAMES)).value
    except (CannotTell, TemplateFault) as refused:
        return refused


def measured(text: str) -> tuple[object, int, int]:
    """What a template gives, the calls it took and the most memory it held."""
    counter = Counter()
    tracemalloc.start()
    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        found = outcome(text)
    finally:
        sys.setprofile(before)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return found, counter.events, peak


@pytest.mark.parametrize(
    "text",
    [*("{{ " + bomb + " }}" for bomb in BOMBS), *("x{{ " + bomb + " }}" for bomb in BOMBS), *STATEMENTS],
    ids=lambda text: text[:50],
)
def test_a_bomb_is_never_lit(text: str) -> None:
    found, _, peak = measured(text)
    assert peak < MAX_BYTES
    if isinstance(found, TemplateFault):
        assert found.code in ("syntax", "runtime"), found.message
    elif not isinstance(found, CannotTell):
        assert len(str(found)) < 300_000
        assert "object at 0x" not in str(found)
        assert "<class" not in str(found)


def test_a_template_that_was_too_dear_is_not_tried_again() -> None:
    text = "{% for i in range(90000) %}{{ i }}{% for j in range(90000) %}{% endfor %}{% endfor %}again"
    first, second = measured(text), measured(text)
    assert isinstance(first[0], CannotTell)
    assert isinstance(second[0], CannotTell)
    assert second[1] < 100 < first[1]


def test_a_file_full_of_bombs_costs_little_more_than_its_length() -> None:
    """After the first hundred each gets so little that a file of them is no worse than a long file."""
    engine = Engine()
    scope = Scope.of(NAMES)
    bombs = [
        f"{{% for i in range(99) %}}{{% for j in range({n}) %}}{{% endfor %}}{{% endfor %}}" for n in range(900, 1_010)
    ]

    def cost(text: str) -> int:
        counter = Counter()
        sys.setprofile(counter)
        try:
            engine.text(text, scope)
        except CannotTell:
            return counter.events
        finally:
            sys.setprofile(None)
        raise AssertionError("this one should be too dear")

    costs = [cost(text) for text in bombs]
    assert costs[-1] * 5 < costs[0]


def test_variables_that_double_each_other_stop_growing() -> None:
    from dpone_lsp.analysis.analyze import analyze
    from dpone_lsp.model.settings import Settings
    from dpone_lsp.workspace.workspace import Workspace
    from dpone_si.manifest.model.documents import Document

    names = "".join(f"  v{n}: '{{{{ v{n - 1} }}}}{{{{ v{n - 1} }}}}'\n" for n in range(1, 60))
    rows = "".join(f"      - {{table: t{n}, overrides: {{description: '{{{{ v59 }}}}'}}}}\n" for n in range(40))
    head = "kind: dpone.batch.v1\ndefaults: {source: {type: postgres}, sink: {type: kafka}}\n"
    text = f"{head}vars:\n  v0: {'x' * 1000}\n{names}schemas:\n  s:\n    tables:\n{rows}"
    tracemalloc.start()
    try:
        made = analyze(Document("/nowhere/v.batch.yaml", text), Workspace([], registries=()), Settings())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000
    assert not [one for one in made.findings if one.rule.startswith("template-")]
