"""Bare dates where dpone wants text: YAML 1.1 makes date objects of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.checks.misfit import Misfit
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.syntax.tree import ScalarNode

_STRICT: Final = frozenset(("backfill_chunk", "scope_value", "portable_scope"))
#: Numbers that dpone converts while it compiles, and stops at anything else.
_CONVERTED: Final = frozenset(("batch_size", "estimated_rows", "changed_percent", "delete_percent"))


def unquoted_dates(analysis: Analysis) -> Iterator[tuple[Misfit, bool]]:
    """Each date where text is meant, and whether dpone stops at it; where dpone only prints it, a date reads the
    same as its text.
    """
    for misfit in misfits(analysis, "date", rendered=True):
        node, spec = misfit.value.target, misfit.spec
        if not isinstance(node, ScalarNode) or (node.style and not misfit.rendered) or spec is None:
            continue
        strict = spec.enforced or misfit.block.name in _STRICT or misfit.name in _CONVERTED
        if strict or spec.pattern is not None:
            yield misfit, strict
