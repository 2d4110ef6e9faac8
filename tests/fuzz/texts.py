"""Texts to be unkind with: samples that use every form, ways to damage them, and texts nobody would write."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from tests.generate.generator import generate

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"

#: What people and their tools leave in files.
SCRAPS = (
    "", " ", "\n", "\n\n", "\r\n", "\r", "\t", "\x00", "\x07", "\x85", "\u2028", "\u2029", "\ufeff", "\ud800", "\udfff", "😀", "é", "й",
    "- ", "-", ":", ": ", "? ", "?", "#", "# dpone: ignore", "# dpone-lint: ignore[", "'", '"', "\\", '"\\', "{", "}", "[", "]", ",", "|",
    "|2-\n", ">+\n", "&a ", "&a", "*a", "*nope", "<<: *a", "<<: [*a, *a]", "<<: 1", "!!int x", "!!python/object:os.system x", "!!binary x",
    "!!set {a, b}", "!foo ", "%YAML 1.2", "---", "\n---\n", "...", "{{", "}}", "{{ x }}", "{{ x | nope }}", "{{ src_table.x }}", "{% for",
    "{# ", "{{ 9999999999999999999999 }}", "null", "~", "true", "no", "on", "0o17", "0x1F", "1_000", "1:30", ".nan", "-.inf", "1e999",
    "9" * 400, "2024-01-01", "2024-13-45", "2024-01-01T00:00:00Z", "=", "a: b: c", "[[[[", "{a: {b: {c", "depends_on: ['#']",
    "vars: {a: '{{ b }}', b: '{{ a }}'}", "schemas: {a: {tables: abc}}", "mode: auto", "unique_key: [[1], {a: 1}]", "kind: dpone.flow.v1",
    "convention: ../../../../etc/passwd", "registry: /etc/passwd", "sink: &s {type: mssql, strategy: *s}",
)  # fmt: skip


def samples() -> dict[str, str]:
    """The examples of the documentation by name."""
    return {path.relative_to(EXAMPLES).as_posix(): path.read_text("utf-8") for path in sorted(EXAMPLES.rglob("*.yaml"))}


def generated(seed: int) -> Mapping[str, str]:
    """The files of a made-up project."""
    return generate(seed, valid=seed % 3 > 0).files


def damaged(text: str, chance: random.Random, rounds: int | None = None) -> str:
    """The text after some of the things that happen to texts."""
    for _ in range(rounds if rounds is not None else chance.randint(1, 6)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + int(chance.expovariate(0.1)))
        lines = text.splitlines(keepends=True)
        kind = chance.randrange(9)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind in (1, 2):
            text = text[:start] + chance.choice(SCRAPS) + text[end if kind == 1 else start :]
        elif kind == 3 and lines:
            at = chance.randrange(len(lines))
            lines.insert(chance.randrange(len(lines)), lines[at])
            text = "".join(lines)
        elif kind == 4 and lines:
            del lines[chance.randrange(len(lines))]
            text = "".join(lines)
        elif kind == 5 and lines:
            at = chance.randrange(len(lines))
            indent = chance.choice((" ", "  ", "    ", "\t"))
            lines[at] = indent + lines[at] if chance.random() < 0.5 else lines[at].removeprefix(indent)
            text = "".join(lines)
        elif kind == 6 and ":" in text:
            # A value of another kind.
            at = text.index(":", chance.randrange(text.rindex(":") + 1))
            stop = text.find("\n", at)
            text = text[: at + 1] + " " + chance.choice(SCRAPS) + ("" if stop < 0 else text[stop:])
        elif kind == 7:
            text = text.replace("\n", chance.choice(("\r\n", "\r", "\n\n")), chance.randint(1, 5))
        else:
            text = text[:start] + text[start:end] * 2 + text[end:]
        text = text[:20_000]
    return text


#: What the texts below begin with: nested repetitions by aliases and merges, and the heads of manifests.
_BATCH = "kind: dpone.batch.v1\ndefaults:\n  source: {type: postgres}\n  sink: {type: clickhouse}\nschemas:\n  s:\n    tables:\n"
_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
)
_MAPS = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{p: *a{n - 1}, q: *a{n - 1}, r: *a{n - 1}}}\n" for n in range(1, 40)
)
_MERGES = "a0: &a0 {x0: 1}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n  x{n}: 1\n" for n in range(1, 40)
)
_SINGLE = "kind: dpone.single.v1\nname: x\nsource: {type: postgres}\n"


def nasty() -> dict[str, str]:
    """Texts that are large, deep or loop, by what they are."""
    return {**_loops(), **_deep(), **_gigantic(), **_templates(), **_odd_characters()}


def _loops() -> dict[str, str]:
    """Aliases and merges that repeat too much, or contain themselves."""
    return {
        "alias bomb in options": _BOMB + _SINGLE + "sink: {type: clickhouse, options: *a39}\n",
        "alias bomb everywhere": _BOMB + _BATCH.replace("{type: clickhouse}", "{type: clickhouse, options: {x: *a39}}") + "      - *a39\n      - one\nvars: *a39\n",
        "alias bomb in variables": _BOMB + "vars: {big: *a39}\nnaming: {process_name: *a39, labels: {x: *a39}}\n" + _BATCH + "      - {table: a, vars: {y: *a39}, overrides: {vars: *a39}, depends_on: [*a39]}\n",
        "mapping bomb": _MAPS + _SINGLE + "sink: {type: clickhouse, strategy: *a39, options: *a39}\nquality: {gates: [*a39], checks: *a39}\n",
        "mapping bomb in a batch": _MAPS + "vars: *a39\ndefaults2: *a39\n" + _BATCH.replace("{type: postgres}", "*a39") + "      - {table: a, overrides: *a39}\n      - b\n      - c\n      - d\n",
        "mapping bomb in a flow": _MAPS + "kind: dpone.flow.v1\nquality: *a39\nprocesses:\n  - *a39\n  - {name: a, source: *a39, sink: *a39, depends_on: *a39, transforms: *a39}\n",
        "merge bomb": _MERGES + _SINGLE + "sink: *a39\n<<: *a39\n",
        "list in itself": "a: &x [*x]\n" + _SINGLE + "sink: {type: clickhouse, options: {a: *x}}\n",
        "mapping in itself": "a: &x {b: *x}\n" + _SINGLE + "sink: &s {type: clickhouse, strategy: *s, options: *s}\n",
        "merge of itself": "a: &x\n  <<: *x\n  b: 1\n" + _SINGLE + "sink: &s\n  <<: *s\n  type: clickhouse\n",
        "merges in a ring": "a: &x\n  b: &y\n    <<: *x\n  <<: *y\n" + _SINGLE,
        "defaults in themselves": "defaults: &d\n  source: {type: postgres}\n  sink: {type: kafka, options: *d}\nkind: dpone.batch.v1\nvars: &v {v: *v}\nschemas: {s: {tables: [a, {table: b, overrides: *d, vars: *v}]}}\n",
        "process in itself": "kind: dpone.flow.v1\nprocesses: &p\n  - *p\n  - &q {name: a, source: *q, sink: *q, depends_on: [*q], transforms: [*q]}\n",
    }  # fmt: skip


def _deep() -> dict[str, str]:
    """Blocks in blocks, and anchors by the thousand."""
    return {
        "deep flow lists": "a: " + "[" * 5000 + "]" * 5000,
        "deep open lists": "a: " + "[" * 20000,
        "deep flow mappings": "a: " + "{a: " * 3000,
        "deep block mappings": "".join("  " * n + f"k{n}:\n" for n in range(400)),
        "deep block lists": "".join("- " * 3000),
        "deep sink": _SINGLE + "sink:\n  type: clickhouse\n  options:\n" + "".join("  " * (n + 2) + f"k{n}:\n" for n in range(190)) + "  " * 200 + "x: 1\n",
        "ten thousand anchors": "".join(f"k{n}: &a{n} {{x: *a{max(n - 1, 0)}}}\n" for n in range(10_000)) + _SINGLE,
        "ten thousand merges": "base: &b {x: 1}\nkind: dpone.batch.v1\nschemas:\n  s:\n    tables:\n" + "".join(f"      - {{<<: *b, table: t{n}}}\n" for n in range(3_000)),
    }  # fmt: skip


def _gigantic() -> dict[str, str]:
    """One thing of enormous length, or thousands of it."""
    return {
        "gigantic scalar": _SINGLE + "description: " + "x" * 3_000_000 + "\n",
        "gigantic key": _SINGLE + "k" * 3_000_000 + ": 1\n",
        "gigantic quoted scalar": _SINGLE + 'description: "' + "x \\n" * 400_000 + '"\n',
        "gigantic block scalar": _SINGLE + "description: |\n" + "  some words\n" * 200_000,
        "gigantic mode": _SINGLE + "sink: {type: clickhouse, strategy: {mode: " + "m" * 1_000_000 + "}}\n",
        "gigantic numbers": _SINGLE + "sink: {type: clickhouse, options: {batch_size: " + "9" * 100_000 + ", x: " + "1:" * 50_000 + "1, y: 0x" + "f" * 100_000 + "}}\n",
        "gigantic flow list": _SINGLE + "sink: {type: clickhouse, strategy: {mode: incremental_merge, unique_key: [" + "a, " * 100_000 + "]}}\n",
        "gigantic flow mapping": _SINGLE + "sink: {type: clickhouse, options: {" + ", ".join(f"k{n}: {n}" for n in range(60_000)) + "}}\n",
        "many keys": _SINGLE + "".join(f"key_{n}: {n}\n" for n in range(30_000)),
        "many equal keys": _SINGLE + "description: x\n" * 30_000,
        "many gates": _SINGLE + "quality:\n  gates:\n" + "".join(f"    - {{id: g{n}, type: min_rows}}\n" for n in range(3_000)),
        "many dependencies": _SINGLE + "depends_on:\n" + "".join(f"  - other_{n}.yaml#x\n" for n in range(5_000)),
        "many variables": "vars:\n" + "".join(f"  v{n}: '{{{{ v{n - 1} }}}}'\n" for n in range(1, 3_000)) + _BATCH + "      - a\n",
    }  # fmt: skip


def _templates() -> dict[str, str]:
    """Templates that never end."""
    return {
        "open tags": _BATCH + "      - {table: a, overrides: {description: '" + "{{" * 100_000 + "'}}\nvars: {x: '" + "{%" * 100_000 + "'}\n",
        "open quotes in tags": _BATCH + "      - {table: a, overrides: {description: \"{{ " + "'" * 40_001 + " }}\"}}\n",
        "open unquoted tags": _BATCH + "      - {table: a, overrides: {description: " + "{{" * 3_000 + "}}\n",
        "long expression": _BATCH + "      - {table: a, overrides: {description: '{{ " + "a." * 20_000 + "b }}'}}\n",
        "long sum": _BATCH + "      - {table: a, overrides: {description: '{{ " + "1+" * 5_000 + "1 }}'}}\n",
        "nested parentheses": _BATCH + "      - {table: a, overrides: {description: '{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}'}}\n",
        "loop in a template": _BATCH + "      - {table: a, overrides: {description: '{% for a in range(99999999) %}{% for b in range(99999999) %}x{% endfor %}{% endfor %}'}}\n",
        "explosions in templates": _BATCH + "".join(f"      - {{table: t{n}, overrides: {{description: '{{{{ {text} }}}}'}}}}\n" for n, text in enumerate((
            '\"a\" * 999999999', "9 ** 9 ** 9", "range(9999999999)|list", '\"%99999999s\" % 1', '\"{:>99999999}\".format(1)', "[[0]*9999]*9999",
            "cycler.__init__.__globals__", '\"\".__class__.__mro__', "self._TemplateReference__context", "range(100000)|map(\"string\")|join", "lipsum(9999)",
            '\"a\"|center(999999999)', '(\"a\"*1000)|replace(\"a\",\"b\"*9999)', "1 << 99999999", "namespace(a=1)", "dict(a=1)|tojson", "joiner(x)|pprint",
        ))),
    }  # fmt: skip


def _odd_characters() -> dict[str, str]:
    """Characters nobody types, and one character by the thousand."""
    return {
        "tabs": _SINGLE.replace(": ", ":\t") + "\tsink:\n\t\ttype: kafka\n",
        "only line breaks": "\n" * 300_000,
        "only carriage returns": "\r" * 100_000,
        "unusual line breaks": "\u2028".join(_SINGLE.splitlines()) + "\x85" * 1000 + "\u2029",
        "byte order mark": "\ufeff" + _SINGLE + "sink: {type: clickhouse, strategy: {mode: merge}}\n",
        "two byte order marks": "\ufeff\ufeff" + _SINGLE,
        "nul bytes": _SINGLE + "sink:\x00 {type: clickhouse}\n" + "\x00" * 50_000,
        "lone surrogates": _SINGLE + "sink: {type: '\ud800', table: {name: \udfff\ud800}}\n# \ud83d\n",
        "emoji": "name: 😀\n" + _SINGLE.replace("x", "😀👩‍👩‍👧") + "sink: {type: clickhouse, strategy: {mode: 😀}}\n",
        "many documents": (_SINGLE + "---\n") * 3_000,
        "many comments": "# dpone-lint: ignore[all]\n" * 30_000 + _SINGLE,
        "long comment": _SINGLE + "# dpone-lint: ignore[" + "a, " * 100_000 + "]\n",
        "many quotes": _SINGLE + "x: " + '"' * 100_001,
        "many colons": _SINGLE + "x: {" + "a:" * 30_000 + "}\n",
        "many dashes": "-" * 100_000,
        "many questions": "? " * 30_000,
        "many exclamation marks": "!" * 100_000 + " x",
        "many percent signs": "%" * 100_000 + "\n",
        "many spaces": _SINGLE + " " * 1_000_000 + "x: 1\n",
        "explicit keys": _SINGLE + "".join(f"? k{n}\n: v{n}\n" for n in range(5_000)),
        "complex keys": _SINGLE + "".join(f"? [a, {{b: {n}}}]\n: v\n" for n in range(3_000)) + "? &k {x: *k}\n: 1\n",
        "bad indentation": "".join(" " * (n * 7 % 11) + f"k{n}: {n}\n" for n in range(1_000)),
        "unclosed at every line": "".join(f"k{n}: [\n" for n in range(500)),
        "regular expressions": _BATCH + "      - a\nvalidation: {naming: {pattern: '(a+)+$'}}\ndefaults2: {x: '" + "a" * 5_000 + "!'}\n",
    }  # fmt: skip
