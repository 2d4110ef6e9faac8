"""What all areas of a data product's governance have in common."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, key
from dpone_si.manifest.structure.models.migration import OBSERVE_OR_GATE, PROFILES

ALLOW_WARN_BLOCK = ("allow", "warn", "block")
WARN_BLOCK = ("warn", "block")
SEVERITIES = ("low", "medium", "high", "critical")
STORES = ("local_json", "sqlite")


class GovernanceKeys(Shape):
    """What every area of governance has in common."""

    enabled: bool = key("Whether this area is looked at.", default=False)
    mode: str = key("What a finding in this area does.", default="gate", values=OBSERVE_OR_GATE)
    profile: str = key("How strict the rules of this area are.", default="prod_strict", values=PROFILES)
