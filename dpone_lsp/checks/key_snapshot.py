"""Whether a process asks for key-snapshot reconciliation, the strictly checked way of finding deleted rows."""

from __future__ import annotations

from dpone_lsp.model.finding import Place, Related
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN


def asked_for(facts: Facts) -> bool:
    """True when `reconciliation` is a mapping that is not switched off (an absent `enabled` means on)."""
    value = facts.process.at("reconciliation")
    if value is None or not value.is_mapping:
        return False
    enabled = facts.process.data("reconciliation.enabled", True)
    return enabled is not UNKNOWN and enabled is True


def cause(facts: Facts) -> tuple[Related, ...]:
    """The block that asks for it, as a related place."""
    value = facts.process.at("reconciliation")
    return (
        ()
        if value is None
        else (Related(Place(value.layer.document, value.key), "key_snapshot reconciliation is asked for here"),)
    )
