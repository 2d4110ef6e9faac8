"""``sink.strategy.portable_scope``: a typed row condition rendered for source and target alike."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(closed=True)
class ScopeValue(Shape):
    """A literal with its type, so that both engines compare the same value."""

    type: Literal["integer", "decimal", "text", "boolean", "date", "timestamp", "timestamptz", "uuid"] = key(
        "Type of the literal.", required="tool"
    )
    value: int | str | bool = key(
        "The literal itself: a number for integer, true or false for boolean, quoted text for everything else.",
        required="tool",
    )


@block(closed=True)
class ScopeBound(Shape):
    """One end of a range condition."""

    value: ScopeValue = key("Where the range ends.", required="tool")
    inclusive: bool = key("Whether the bound itself belongs to the range.", default=True)


@block(closed=True)
class PortableScope(Shape):
    """A condition on one column: equal to a value, or within a range."""

    version: Literal[1] = key("Version of this notation: 1.", default=1)
    kind: Literal["equality", "range"] = key(
        "Whether the column equals value or lies between lower and upper.", required="tool"
    )
    column: str = key("Column that the condition reads, at most 63 characters.", required="tool", pattern=r"^.{1,63}$")
    value: ScopeValue = key("The value of an equality condition.")
    lower: ScopeBound = key("Lower end of a range condition.")
    upper: ScopeBound = key("Upper end of a range condition.")
