"""The built-in landing convention needs to know host, owner, contact and SLA.

## Why
`landing_raw_v1` writes them into labels and descriptions and forbids its own placeholder `unknown` there, so a manifest that does
not set them is refused by validate with META_LABEL_VALUE_FORBIDDEN and META_DESCRIPTION_FORBIDDEN_REGEX. They are variables:
`vars`, or the entry of a registry.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: landing_raw_v1
vars: {src_system: shop, src_database: main, host: db01}
#^^^ the convention needs `owner_team`, `owner_contact` and `sla`; what is absent becomes the placeholder `unknown`, which it forbids
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: bigquery
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: landing_raw_v1
vars:
  src_system: shop
  src_database: main
  host: db01
  owner_team: shop
  owner_contact: shop-team
  sla: daily
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: bigquery
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.checks.registries import entries_of
from dpone_lsp.checks.validation_profile import is_builtin, label, profile_of, root_view
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="landing-profile-placeholders",
    code="DP661",
    group="naming",
    severity="error",
    summary="The built-in landing convention needs to know host, owner, contact and SLA.",
    forms=("batch",),
    scope="document",
    needs=("validation",),
)

_PLACEHOLDERS = frozenset(("unknown", "tbd", "todo", "unset", "none", "null", "n_a", "na"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or not any(layer.document.is_builtin for layer, _ in profile.view.stack):
        return
    view = root_view(analysis)
    block = view.get("vars") or view.get("convention") or view.get("conventions")
    if block is None:
        return
    own = block.hits[0].layer.document is analysis.document
    registered = bool(entries_of(analysis))
    place = Place(analysis.document, block.key if own else None)

    def one(facts: Facts) -> Iterator[Report]:
        # A host that the registry should give is told by registry-lint-field-missing.
        missing = [name for name in _missing(facts) if name != "host" or not registered]
        if missing:
            names = listing([f"`{name}`" for name in missing], "and")
            yield Report(
                place,
                f"the convention needs {names}; what is absent becomes the placeholder `unknown`, which it forbids",
                related=profile.why("forbidden_label_values", "forbids placeholders"),
            )

    yield from profile.each(analysis, RULE.name, one)


def _missing(facts: Facts) -> list[str]:
    """Variables whose absence the convention turns into a forbidden placeholder."""
    host = label(facts, "host")
    text = facts.process.at("sink.options.table_description")
    wanted = ["host"] if host is not None and is_builtin(host) else []
    if text is not None and is_builtin(text):
        wanted = ["host", "owner_team", "owner_contact", "sla"]
    variables = facts.process.variables
    missing: list[str] = []
    for name in wanted:
        variable = None if variables is None else variables.table.get(name)
        if variable is None and variables is not None and variables.open:
            continue
        value = None if variable is None else variable.value
        if value is UNKNOWN:
            continue
        if value is None or str(value).strip().lower() in _PLACEHOLDERS:
            missing.append(name)
    return missing
