"""A value that must be one of a few words: the report when it is not, and the word it was meant to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.finding import Fix, FixBuilder, Place, Related, Report, Severity
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.scalars import STR, resolve_plain
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode


def wrong_word(
    facts: Facts,
    path: str,
    words: Sequence[str],
    *,
    exact: bool = False,
    null_ok: bool = True,
    guess: str | None = None,
    ask: bool = False,
    notes: tuple[str, ...] = (),
    related: tuple[Related, ...] = (),
    severity: Severity | None = None,
) -> Iterator[Report]:
    """One report when the value at `path` is present, known and none of `words`.

    `exact`: dpone compares letter by letter; otherwise it trims and ignores case. `guess` is offered when no word is
    near. `ask`: even the nearest word changes what the load does, so a person must look at the fix.
    """
    value = facts.process.at(path)
    if value is None:
        return
    data = facts.process.plain(value)
    yield from wrong_item(
        value.layer.document,
        value.node,
        data,
        ".".join(path.split(".")[-2:]),
        words,
        exact=exact,
        null_ok=null_ok,
        guess=guess,
        ask=ask,
        notes=notes,
        related=related,
        severity=severity,
    )


def wrong_item(
    document: Document,
    node: Node,
    data: object,
    label: str,
    words: Sequence[str],
    *,
    exact: bool = False,
    null_ok: bool = True,
    guess: str | None = None,
    ask: bool = False,
    notes: tuple[str, ...] = (),
    related: tuple[Related, ...] = (),
    severity: Severity | None = None,
) -> Iterator[Report]:
    """The same for a node that no key path reaches, such as a key of a list item; `label` is what to call it."""
    if data is UNKNOWN or (data is None and null_ok) or isinstance(data, bool):
        # A boolean such as a bare `off` is what yaml-boolean-trap tells.
        return
    if isinstance(data, str) and (data if exact else data.strip().lower()) in words:
        return
    yield Report(
        Place(document, node),
        f"`{label}` is {show(node, data)}; dpone knows {listing(words)}",
        related=related,
        notes=notes,
        fixes=_fixes(document, node, data, words, guess=guess, ask=ask),
        severity=severity,
    )


def listing(words: Sequence[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def show(node: Node, data: object) -> str:
    """A value in a message: a word in backticks, or what shape it has."""
    if isinstance(data, str):
        quoted = isinstance(node, ScalarNode) and node.style in ("'", '"') and resolve_plain(data)[0] != STR
        return "empty" if not data else f"the text `{data}`" if quoted else f"`{data}`"
    if data is None:
        return "null"
    if isinstance(node, ScalarNode):
        return f"`{node.text}`"
    return "a mapping" if isinstance(node, MappingNode) else "a list"


def _fixes(
    document: Document, node: Node, data: object, words: Sequence[str], *, guess: str | None, ask: bool
) -> tuple[FixBuilder, ...]:
    if not isinstance(node, ScalarNode):
        return ()
    word = nearest(data, words) if isinstance(data, str) else None
    guessed = word is None and len(words) > 1
    word = word or guess
    if word is None:
        return ()
    unsafe = guessed or ask or node.value != data
    return (
        lambda: Fix(
            f"Change to `{word}`", (replace_value(document, node, word),), applicability="unsafe" if unsafe else None
        ),
    )
