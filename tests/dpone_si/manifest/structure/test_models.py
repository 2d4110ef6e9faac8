"""Every model is complete: sentences, words and defaults that fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dpone_si.manifest.structure import Block, KeySpec, block, doc
from dpone_si.manifest.structure import compile as compiling
from dpone_si.manifest.structure._table import BLOCKS, FORMS
from dpone_si.manifest.structure.models import all_shapes

KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "list": list, "mapping": dict}


def every_key() -> Iterator[tuple[Block, KeySpec]]:
    for name in BLOCKS:
        shape = block(name)
        yield from ((shape, spec) for spec in shape.keys.values())


def test_every_key_has_one_sentence() -> None:
    """A sentence begins with a capital, ends with a full stop and says something of its own."""
    odd = [
        f"{shape.name}.{spec.name}: {doc(shape.name, spec.name)!r}"
        for shape, spec in every_key()
        if not re.fullmatch(r"(?:[A-Z`]|dpone ).{3,}\.", doc(shape.name, spec.name))
    ]
    assert odd == []


def test_every_block_of_a_model_has_a_sentence() -> None:
    assert [name for name in all_shapes() if not doc(name).endswith(".")] == []


def test_every_form_has_a_block() -> None:
    assert [form for form in FORMS if form not in BLOCKS] == []


def test_every_named_block_exists() -> None:
    def named(spec: KeySpec) -> Iterator[str]:
        if spec.block is not None:
            yield spec.block
        if spec.items is not None:
            yield from named(spec.items)

    lacking = {name for shape, spec in every_key() for name in named(spec) if name not in BLOCKS}
    assert lacking == set()


def test_every_block_can_be_reached_from_a_form() -> None:
    """A block that no document reaches is a leftover."""
    reached: set[str] = set()
    waiting = [*FORMS, *compiling.compile_models().blocks["registry"][:0], "registry_entry"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        shape = block(name)
        specs = [*shape.keys.values(), *([shape.wildcard] if shape.wildcard else [])]
        while specs:
            spec = specs.pop()
            waiting += [spec.block] if spec.block else []
            specs += [spec.items] if spec.items else []
    assert sorted(set(BLOCKS) - reached) == []


def test_every_default_is_a_value_the_key_takes() -> None:
    odd = [
        f"{shape.name}.{spec.name}"
        for shape, spec in every_key()
        if spec.has_default
        and spec.default is not None
        and "any" not in spec.types
        and not (
            any(isinstance(spec.default, KINDS[kind]) for kind in spec.types if kind in KINDS)
            and (not spec.enum or isinstance(spec.default, bool) or spec.default in spec.enum)
            and (spec.minimum is None or not isinstance(spec.default, int) or spec.default >= spec.minimum)
            and (spec.maximum is None or not isinstance(spec.default, int) or spec.default <= spec.maximum)
        )
    ]
    assert odd == []


def test_every_pattern_compiles_and_fits_its_default() -> None:
    odd = [
        f"{shape.name}.{spec.name}"
        for shape, spec in every_key()
        if spec.pattern is not None
        and not re.compile(spec.pattern).search(spec.default if isinstance(spec.default, str) else "")
        and isinstance(spec.default, str)
    ]
    assert odd == []


def test_aliases_are_not_canonical_words() -> None:
    assert [f"{shape.name}.{spec.name}" for shape, spec in every_key() if set(spec.enum) & set(spec.aliases)] == []


def test_misplaced_keys_name_their_home() -> None:
    assert [f"{shape.name}.{spec.name}" for shape, spec in every_key() if spec.misplaced and not spec.elsewhere] == []


def test_a_key_that_is_not_described_is_refused() -> None:
    """A field without key(...) fails while compiling, with its name."""
    from dpone_si.manifest.structure.authoring import Shape, keys_of

    class Careless(Shape):
        name: str = ""

    with pytest.raises(TypeError, match=r"Careless\.name is not described"):
        list(keys_of(Careless))


def test_a_block_name_used_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two models of one name would hide each other."""
    from dpone_si.manifest.structure import models
    from dpone_si.manifest.structure.authoring import Shape
    from dpone_si.manifest.structure.authoring import block as declare
    from dpone_si.manifest.structure.models import window

    @declare(name="strategy")
    class Double(Shape):
        """A second block called strategy."""

    monkeypatch.setattr(window, "Double", Double, raising=False)
    with pytest.raises(ValueError, match="two blocks are called strategy"):
        models.all_shapes.__wrapped__()
