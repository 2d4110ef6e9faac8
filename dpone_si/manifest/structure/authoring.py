"""The notation in which the models say what a manifest may hold.

A block of a manifest is a :class:`Shape`; ``@block`` says how dpone treats its unknown keys; ``key(...)`` says
everything about one key that its annotation does not. Only the compiler and the tests import this: an analysis reads
the compiled table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """How dpone treats a block as a whole."""

    name: str
    open: bool = False
    closed_in_dpone: bool = False
    strict: bool = False
    """dpone checks types and bounds here and refuses null: nothing is converted quietly."""
    open_for_sources: tuple[str, ...] = ()
    list_of: type[Shape] | None = None
    """A document of this form may also be a bare list of such mappings."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What :func:`key` was told; the annotation of the field adds the types."""

    required: bool | str
    values: tuple[str, ...]
    value_docs: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    sources: tuple[str, ...]
    sinks: tuple[str, ...]
    modes: tuple[str, ...]
    deprecated: str | None
    common: bool
    nullable: bool | None
    any_case: bool | None
    open_enum: bool
    enforced: bool | None
    shared: bool
    misplaced: str | None
    wildcard: bool
    minimum: float | None
    maximum: float | None
    pattern: str | None
    default: Any


class Shape(BaseModel):
    """A mapping in a manifest. The class docstring is the block's sentence; fields are its keys."""

    model_config = ConfigDict(
        extra="allow", populate_by_name=False, protected_namespaces=(), arbitrary_types_allowed=True
    )
    facts: ClassVar[BlockFacts]


ShapeT = TypeVar("ShapeT", bound=type[Shape])


def block(
    *,
    name: str | None = None,
    open: bool = False,
    closed: bool = False,
    strict: bool | None = None,
    open_for_sources: tuple[str, ...] = (),
    list_of: type[Shape] | None = None,
) -> Callable[[ShapeT], ShapeT]:
    """Declare a block. ``closed``: dpone refuses unknown keys; ``strict`` (default: as ``closed``): and converts
    nothing.
    """

    def declare(shape: ShapeT) -> ShapeT:
        shape.facts = BlockFacts(
            name=name or snake(shape.__name__),
            open=open,
            closed_in_dpone=closed,
            strict=closed if strict is None else strict,
            open_for_sources=open_for_sources,
            list_of=list_of,
        )
        return shape

    return declare


def key(
    sentence: str,
    *,
    name: str | None = None,
    default: Any = UNSET,
    required: bool | str = False,
    values: tuple[str, ...] | dict[str, str] = (),
    aliases: tuple[str, ...] = (),
    ge: float | None = None,
    le: float | None = None,
    pattern: str | None = None,
    sources: tuple[str, ...] = (),
    sinks: tuple[str, ...] = (),
    modes: tuple[str, ...] = (),
    deprecated: str | None = None,
    common: bool = False,
    nullable: bool | None = None,
    any_case: bool | None = None,
    open_enum: bool = False,
    enforced: bool | None = None,
    shared: bool = True,
    misplaced: str | None = None,
    wildcard: bool = False,
) -> Any:
    """Describe one key: its sentence, then only the facts that differ from what most keys are, each by its name.

    That is why there are many and no groups of them: of nearly 1,800 keys most name none to two, and a reader of a
    block sees the fact itself, as with pydantic's own `Field`.

    ``required``: True when a load cannot work without it, ``"tool"`` when dpone also fails while reading the manifest.
    ``values``: the canonical words of a text key (with a sentence each when given as a mapping). ``shared``: for
    options keys, dpone reads it after merging ``source.options`` and ``sink.options``, so that it works in either.
    ``misplaced``: dpone ignores or refuses the key here; it belongs in the block that is named. ``wildcard``: the field
    stands for keys the author names.
    """
    facts = KeyFacts(
        required=required,
        values=tuple(values),
        value_docs=tuple(values.items()) if isinstance(values, dict) else (),
        aliases=aliases,
        sources=sources,
        sinks=sinks,
        modes=modes,
        deprecated=deprecated,
        common=common,
        nullable=nullable,
        any_case=any_case,
        open_enum=open_enum,
        enforced=enforced,
        shared=shared,
        misplaced=misplaced,
        wildcard=wildcard,
        minimum=ge,
        maximum=le,
        pattern=pattern,
        default=default,
    )
    extra: Any = {"dpone": facts}
    value = None if default is UNSET else default
    return Field(default=value, alias=name, description=sentence, json_schema_extra=extra)


def keys_of(shape: type[Shape]) -> Iterator[tuple[str, FieldInfo, KeyFacts]]:
    """Key name as authored, field, facts, in the order of the model."""
    for attribute, info in shape.model_fields.items():
        extra: Any = info.json_schema_extra
        if not isinstance(extra, dict) or "dpone" not in extra:
            raise TypeError(f"{shape.__name__}.{attribute} is not described with key(...)")
        yield info.alias or attribute, info, extra["dpone"]


def snake(name: str) -> str:
    """``PortableScope`` as ``portable_scope``; ``Scd2`` as ``scd2``."""
    return "".join(
        f"_{letter.lower()}" if letter.isupper() and at else letter.lower() for at, letter in enumerate(name)
    )
