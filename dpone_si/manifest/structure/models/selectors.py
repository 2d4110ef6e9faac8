"""``dpone.selectors.v1``: named selections of workloads."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(closed=True)
class Selector(Shape):
    """A named selection of workloads."""

    description: str = key("What the selection is for.", pattern=r"^[\s\S]{1,500}$", common=True)
    select: list[str] = key(
        "Expressions such as tag:daily or +id:orders; + takes what lies before or after.", required="tool", common=True
    )
    exclude: list[str] = key("Expressions whose workloads are taken out again.", common=True)


@block(name="selectors", closed=True)
class Selectors(Shape):
    """Named selections of workloads."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.selectors.v1",), required="tool", common=True
    )
    selectors: dict[str, Selector] = key("The selections by name.", required="tool", common=True)
