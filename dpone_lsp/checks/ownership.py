"""What does not fit, as far as no more telling rule answers for it: what the general rules on types, words and keys
speak of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.checks.misfit import Kind, Misfit
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.ownership import is_block
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.structure import block, block_names


def unowned(analysis: Analysis, context: Context, *kinds: Kind, rendered: bool = False) -> Iterator[Misfit]:
    """`misfits` without those that another rule than the asking one owns, whether or not the settings let that rule
    speak.
    """
    sinks: set[str | None] | None = None
    owners, asking = context.owners, context.rule.name
    for misfit in misfits(analysis, *kinds, rendered=rendered):
        if sinks is None:
            sinks = {facts.sink_type for facts in analysis.processes}
        if not owners.answers(misfit.block.name, misfit.name, misfit.kind, sinks, asking=asking):
            yield misfit


def ownership_faults(rule: Rule) -> Iterator[str]:
    """What is wrong with the places that a rule says it owns, a sentence each."""
    for place in rule.owns:
        names = [name for name in block_names() if is_block(place.block, name)]
        if not names:
            yield f"`owns` of the rule `{rule.name}`: there is no block `{place.block}`"
        elif not _is_about_absent_keys(place):
            shapes = [block(name) for name in names]
            for key in place.keys:
                if not any(key in shape.keys or shape.wildcard is not None for shape in shapes):
                    hint = 'a key that dpone does not read is owned with kinds=("unknown",)'
                    yield f"`owns` of the rule `{rule.name}`: `{place.block}` has no key `{key}`; {hint}"
        for kind in sorted(set(place.kinds) - set(get_args(Kind))):
            yield f"`owns` of the rule `{rule.name}`: there is no kind of misfit `{kind}`"


def _is_about_absent_keys(place: Owned) -> bool:
    return not {"unknown", "misplaced"}.isdisjoint(place.kinds)
