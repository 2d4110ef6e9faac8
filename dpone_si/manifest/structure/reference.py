"""Write ``docs/manifest-reference.md``: every block and key of every document form, from the compiled models.

Run ``python -m dpone_si.manifest.structure.reference`` after compiling; a test fails while the page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from dpone_si.manifest.structure.lookup import (
    FORMS,
    INTEGER_TEXT,
    NUMBER_TEXT,
    Block,
    KeySpec,
    block,
    doc,
    document_spec,
)
from dpone_si.wording import first

PAGE = Path("docs") / "manifest-reference.md"

_INTRODUCTION = """\
# Manifest reference

Every key that dpone 0.88.0 reads, with the types it runs, its default and one sentence.
This page is written by `python -m dpone_si.manifest.structure.reference`
from the models in `dpone_si/manifest/structure/models`.

How to read the tables:

- **bold** keys are those that ordinary manifests use.
- *required* means that a load cannot work without the key;
  *required by dpone* that dpone refuses to read the manifest without it.
- "numeric text" means that dpone turns text such as `"5000"` into the number.
- Bounds and words marked *advice* are those that dpone's own schemas name but its runtime does not check.
- Where a key is left empty (null), dpone takes it as not set, unless the type says "not null".
- In a batch, a preset, a flow and its relatives a template may stand wherever a process has a value.
- Keys that begin with `x-` are ignored by dpone everywhere.
"""


def main() -> int:
    """Write the page below the current directory, which should be the checkout."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(rendered(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
    return 0


def rendered() -> str:
    """The page as it should be."""
    places = _places()
    parts = [_INTRODUCTION, "## Forms", "", *(f"- [{form}](#{_anchor(form)}): {doc(form)}" for form in FORMS), ""]
    for name, where in places.items():
        parts += [*_section(block(name), where), ""]
    return "\n".join(parts).rstrip() + "\n"


def _places() -> dict[str, list[str]]:
    """Every block with the paths it is found at, forms first, then in reading order; a process starts a path of its
    own.
    """
    places: dict[str, list[str]] = {form: [] for form in FORMS}
    seen: set[str] = set()
    waiting: list[tuple[KeySpec, str]] = [(document_spec(form), "") for form in FORMS]
    while waiting:
        spec, path = waiting.pop(0)
        if spec.items is not None:
            waiting.insert(0, (spec.items, f"{path}[]"))
        if spec.block is None:
            continue
        found = places.setdefault(spec.block, [])
        if path and path not in found:
            found.append(path)
        if spec.block in seen:
            continue
        seen.add(spec.block)
        shape = block(spec.block)
        start = "" if spec.block in FORMS or spec.block in ("process", "table_entry", "schema_entry") else f"{path}."
        below = [(inner, f"{start}{inner.name}") for inner in shape.keys.values() if inner.elsewhere is None]
        if shape.wildcard is not None:
            below.append((shape.wildcard, f"{path}.<name>"))
        waiting[:0] = below
    return places


def _section(shape: Block, where: list[str]) -> Iterator[str]:
    yield f"## {shape.name}"
    yield ""
    sentence = doc(shape.name)
    if sentence:
        yield sentence
        yield ""
    if where:
        shown = first([f"`{path}`" for path in where], 4)
        yield f"Found at {shown}."
        yield ""
    note = _block_note(shape)
    if note:
        yield note
        yield ""
    if shape.wildcard is not None and not shape.keys:
        yield f"The author names the keys; each value is {_type(shape.wildcard)}."
        return
    own = [spec for spec in shape.keys.values() if spec.elsewhere is None or spec.misplaced]
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    for spec in own:
        yield f"| {_name(spec)} | {_type(spec)} | {_default(spec)} | {_meaning(shape, spec)} |"
    guests = [spec for spec in shape.keys.values() if spec.elsewhere is not None and not spec.misplaced]
    if guests:
        yield ""
        yield f"dpone merges both options blocks, so the keys of `{guests[0].elsewhere}` work here too."


def _block_note(shape: Block) -> str:
    if shape.closed_in_dpone:
        return "dpone refuses keys that are not listed."
    if shape.open:
        return "The list is not complete: dpone or other tools read further keys here."
    if shape.open_for_sources:
        return (
            f"The list is not complete for {', '.join(shape.open_for_sources)} sources, whose clients read keys of "
            f"their own."
        )
    return ""


def _name(spec: KeySpec) -> str:
    return f"**`{spec.name}`**" if spec.common else f"`{spec.name}`"


_TYPE_NAMES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "list": "list",
    "any": "anything",
}


def _type(spec: KeySpec) -> str:
    kinds = [kind for kind in spec.types if kind != "null"]
    if "number" in kinds:
        kinds = [kind for kind in kinds if kind != "integer"]
    if spec.pattern in (INTEGER_TEXT, NUMBER_TEXT):
        kinds = [kind for kind in kinds if kind != "string"]
    names = [_one_type(spec, kind) for kind in kinds]
    if spec.pattern in (INTEGER_TEXT, NUMBER_TEXT):
        names.append("numeric text")
    if "null" not in spec.types and "any" not in spec.types and spec.name:
        names.append("not null")
    return " or ".join(names[:-1]) + f", {names[-1]}" if names[-1:] == ["not null"] else " or ".join(names)


def _one_type(spec: KeySpec, kind: str) -> str:
    if kind == "mapping":
        return f"[{spec.block}](#{_anchor(spec.block)})" if spec.block is not None else "mapping"
    if kind == "list" and spec.items is not None:
        return f"list of {_type(spec.items)}"
    return _TYPE_NAMES[kind]


def _default(spec: KeySpec) -> str:
    if not spec.has_default:
        return ""
    shown = "true" if spec.default is True else "false" if spec.default is False else str(spec.default)
    return f"`{_cell(shown)}`"


def _meaning(shape: Block, spec: KeySpec) -> str:
    parts = [doc(shape.name, spec.name)]
    if spec.required:
        parts.append("*Required by dpone.*" if spec.required_by_tool else "*Required.*")
    if spec.enum:
        parts.append(_words(shape, spec))
    if spec.minimum is not None or spec.maximum is not None:
        parts.append(_bounds(spec))
    if spec.sources:
        parts.append(f"For {', '.join(spec.sources)} sources.")
    if spec.sinks:
        parts.append(f"For {', '.join(spec.sinks)} sinks.")
    if spec.modes:
        parts.append(f"For {', '.join(spec.modes)}.")
    if spec.deprecated:
        parts.append(f"**Deprecated:** write `{spec.deprecated}`.")
    if spec.misplaced:
        parts.append(f"**Misplaced:** belongs in {spec.elsewhere}.")
    return _cell(" ".join(parts))


def _words(shape: Block, spec: KeySpec) -> str:
    said = [
        f"`{word}`" + (f" ({sentence.rstrip('.')})" if (sentence := doc(shape.name, spec.name, word)) else "")
        for word in spec.enum
    ]
    more = " and others" if spec.open_enum else ""
    aliases = f"; also {', '.join(f'`{alias}`' for alias in spec.aliases)}" if spec.aliases else ""
    return f"Words: {', '.join(said)}{more}{aliases}."


def _bounds(spec: KeySpec) -> str:
    low = "" if spec.minimum is None else f"from {spec.minimum:,}".replace(",", " ")
    high = "" if spec.maximum is None else f"up to {spec.maximum:,}".replace(",", " ")
    return f"{' '.join(part for part in (low, high) if part).capitalize()}{'' if spec.enforced else ' (advice)'}."


def _anchor(name: str) -> str:
    """The anchor that Markdown renderers give a heading."""
    return "".join(letter for letter in name.lower() if letter.isalnum() or letter in "_-").replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    raise SystemExit(main())
