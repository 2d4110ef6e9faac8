"""Module names of 0.1 that rules outside this project may import: each still gives the same objects, with a sentence
about the new name.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

#: Old module -> where its names are now.
MOVED: Final[Mapping[str, tuple[str, ...]]] = {
    "dpone_lsp.choices": ("dpone_lsp.checks.allowed_values",),
    "dpone_lsp.clickhouse_cluster": ("dpone_lsp.checks.clickhouse_cluster",),
    "dpone_lsp.closed_blocks": ("dpone_lsp.checks.closed_blocks",),
    "dpone_lsp.cursors": ("dpone_lsp.checks.cursor_columns",),
    "dpone_lsp.decision_lock": ("dpone_lsp.decisions.lock",),
    "dpone_lsp.dependencies": ("dpone_lsp.checks.dependencies",),
    "dpone_lsp.durations": ("dpone_lsp.checks.durations",),
    "dpone_lsp.edits": ("dpone_lsp.fixes.edits",),
    "dpone_lsp.failure_log": ("dpone_lsp.support.failure_log",),
    "dpone_lsp.findings": ("dpone_lsp.model.finding",),
    "dpone_lsp.key_snapshot": ("dpone_lsp.checks.key_snapshot",),
    "dpone_lsp.lock_file": ("dpone_lsp.decisions.lock_file",),
    "dpone_lsp.native_transfer": ("dpone_lsp.checks.native_transfer",),
    "dpone_lsp.needs": ("dpone_lsp.analysis.needs",),
    "dpone_lsp.options": ("dpone_lsp.checks.options",),
    "dpone_lsp.outcomes": ("dpone_lsp.decisions.outcome",),
    "dpone_lsp.own_rules": ("dpone_lsp.rules.custom",),
    "dpone_lsp.page_check": ("dpone_lsp.testing.page_check",),
    "dpone_lsp.places": ("dpone_lsp.model.places",),
    "dpone_lsp.plain_scalars": ("dpone_lsp.checks.plain_scalars",),
    "dpone_lsp.problems": ("dpone_lsp.checks.from_parser",),
    "dpone_lsp.proof": ("dpone_lsp.fixes.safety",),
    "dpone_lsp.quality_items": ("dpone_lsp.checks.quality_items",),
    "dpone_lsp.regex_automaton": ("dpone_lsp.support.regex_automaton",),
    "dpone_lsp.registries": ("dpone_lsp.checks.registries",),
    "dpone_lsp.remedies": ("dpone_lsp.fixes.quick_fixes",),
    "dpone_lsp.rendered_values": ("dpone_lsp.checks.rendered",),
    "dpone_lsp.rule_choice": ("dpone_lsp.rules.selection",),
    "dpone_lsp.rule_options": ("dpone_lsp.rules.options",),
    "dpone_lsp.rules.model": ("dpone_lsp.model.rule",),
    "dpone_lsp.safe_regex": ("dpone_lsp.support.safe_regex",),
    "dpone_lsp.schema_contract": ("dpone_lsp.checks.schema_contract",),
    "dpone_lsp.secrets": ("dpone_lsp.support.secrets",),
    "dpone_lsp.settings_file": ("dpone_lsp.settings.file",),
    "dpone_lsp.settings_keys": ("dpone_lsp.settings.schema",),
    "dpone_lsp.severities": ("dpone_lsp.model.severity",),
    "dpone_lsp.siblings": ("dpone_lsp.analysis.report_reuse",),
    "dpone_lsp.spelling": ("dpone_lsp.support.spelling",),
    "dpone_lsp.structure_walk": ("dpone_lsp.checks.schema_check",),
    "dpone_lsp.subject": ("dpone_lsp.model.analysis",),
    "dpone_lsp.suppressions": ("dpone_lsp.analysis.suppressions",),
    "dpone_lsp.technical_columns": ("dpone_lsp.checks.technical_columns",),
    "dpone_lsp.template_uses": ("dpone_lsp.checks.template_uses",),
    "dpone_lsp.unquoted_dates": ("dpone_lsp.checks.unquoted_dates",),
    "dpone_lsp.usual_keys": ("dpone_lsp.model.usual_keys",),
    "dpone_lsp.validation_profile": ("dpone_lsp.checks.validation_profile",),
    "dpone_lsp.workspace_view": ("dpone_lsp.model.workspace_view",),
    "dpone_si.manifest.alias_limits": ("dpone_si.manifest.syntax.alias_limits",),
    "dpone_si.manifest.batch": ("dpone_si.manifest.expansion.batch",),
    "dpone_si.manifest.block": ("dpone_si.manifest.model.hint_block",),
    "dpone_si.manifest.commons": ("dpone_si.manifest.model.shared_values",),
    "dpone_si.manifest.conventions": ("dpone_si.manifest.expansion.conventions",),
    "dpone_si.manifest.division": ("dpone_si.manifest.syntax.subdivision",),
    "dpone_si.manifest.documents": ("dpone_si.manifest.model.documents",),
    "dpone_si.manifest.error_words": ("dpone_si.manifest.syntax.messages",),
    "dpone_si.manifest.expand": ("dpone_si.manifest.expansion.expand",),
    "dpone_si.manifest.expressions": ("dpone_si.manifest.templates.expressions",),
    "dpone_si.manifest.flow": ("dpone_si.manifest.expansion.flow",),
    "dpone_si.manifest.incremental": ("dpone_si.manifest.syntax.incremental",),
    "dpone_si.manifest.indentation": ("dpone_si.manifest.syntax.indentation",),
    "dpone_si.manifest.jinja_engine": ("dpone_si.manifest.templates.engine",),
    "dpone_si.manifest.layers": ("dpone_si.manifest.model.layers",),
    "dpone_si.manifest.libyaml_gaps": ("dpone_si.manifest.syntax.libyaml_gaps",),
    "dpone_si.manifest.loader_refusals": ("dpone_si.manifest.syntax.loader_refusals",),
    "dpone_si.manifest.loading": ("dpone_si.manifest.expansion.loading",),
    "dpone_si.manifest.naming": ("dpone_si.manifest.templates.filters",),
    "dpone_si.manifest.portable_scope": ("dpone_si.manifest.model.portable_scope",),
    "dpone_si.manifest.problem": ("dpone_si.manifest.syntax.problem",),
    "dpone_si.manifest.processes": (
        "dpone_si.manifest.model.processes",
        "dpone_si.manifest.model.issues",
        "dpone_si.manifest.model.derivation",
        "dpone_si.manifest.model.effective",
        "dpone_si.manifest.model.stages",
        "dpone_si.manifest.expansion.result",
    ),
    "dpone_si.manifest.reader": ("dpone_si.manifest.model.facts",),
    "dpone_si.manifest.reading": ("dpone_si.manifest.syntax.recovery",),
    "dpone_si.manifest.recipe": ("dpone_si.manifest.expansion.recipe",),
    "dpone_si.manifest.recipe_contract": ("dpone_si.manifest.expansion.recipe_contract",),
    "dpone_si.manifest.recipe_parameters": ("dpone_si.manifest.expansion.recipe_parameters",),
    "dpone_si.manifest.registry": ("dpone_si.manifest.expansion.registry",),
    "dpone_si.manifest.scalars": ("dpone_si.manifest.syntax.scalars",),
    "dpone_si.manifest.scope": ("dpone_si.manifest.model.template_scope",),
    "dpone_si.manifest.shared_blocks": ("dpone_si.manifest.model.anchors",),
    "dpone_si.manifest.strict_reader": ("dpone_si.manifest.expansion.strict_reader",),
    "dpone_si.manifest.tabs": ("dpone_si.manifest.syntax.tabs",),
    "dpone_si.manifest.template_budget": ("dpone_si.manifest.templates.budget",),
    "dpone_si.manifest.template_functions": ("dpone_si.manifest.templates.functions",),
    "dpone_si.manifest.template_interpreter": ("dpone_si.manifest.templates.interpreter",),
    "dpone_si.manifest.text": ("dpone_si.manifest.syntax.text",),
    "dpone_si.manifest.tree": ("dpone_si.manifest.syntax.tree",),
    "dpone_si.manifest.tree_builder": ("dpone_si.manifest.syntax.tree_builder",),
    "dpone_si.manifest.variables": ("dpone_si.manifest.model.variables",),
    "dpone_si.manifest.yaml_events": ("dpone_si.manifest.syntax.yaml_events",),
}
#: Old modules that only tests imported; their door is another.
_OF_TESTS: Final = frozenset(("dpone_lsp.page_check",))


def old_module(name: str) -> ModuleSpec | None:
    """How to make an old module out of the new one; None for every other name."""
    return ModuleSpec(name, _Loader()) if name in MOVED else None


class _Loader(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        homes = [import_module(name) for name in MOVED[module.__name__]]
        for home in reversed(homes):
            vars(module).update({name: value for name, value in vars(home).items() if not name.startswith("__")})
        door = "dpone_lsp.testing" if module.__name__ in _OF_TESTS else "dpone_lsp.api"
        sentence = (
            f"the module {module.__name__} goes in 1.0: what rules may rely on is in {door}, "
            f"the rest is internal and lies in {homes[0].__name__} now"
        )
        warnings.warn(sentence, DeprecationWarning, stacklevel=2)
