"""What rules and features look at: the analysis of one document, and the context a rule runs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from dpone_lsp.model.finding import Finding
from dpone_lsp.model.ownership import Owners
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import OTHER, Document
from dpone_si.manifest.model.facts import Facts, facts_of
from dpone_si.records import field, record

NOBODY: Final = Owners()


@record(eq=False)
class Analysis:
    """What is known about one version of one document."""

    document: Document
    expansion: Expansion
    settings: Settings
    workspace: Any
    #: The door this analysis came through (`analyze`): what it makes of the same document once it was edited in place.
    repeat: Callable[[Analysis], Analysis]
    findings: list[Finding] = field(default_factory=list[Finding])
    #: What suppression comments hide (not in `findings`).
    suppressed: list[Finding] = field(default_factory=list[Finding])
    #: What several rules derive from the document, worked out by the first that asks.
    work: dict[str, Any] = field(default_factory=dict[str, Any])
    _facts: list[Facts] | None = None

    @property
    def processes(self) -> list[Facts]:
        """The facts of every process, in document order. The list is shared: it is not to be changed."""
        if self._facts is None:
            self._facts = [facts_of(process) for process in self.expansion.processes]
        return self._facts

    @property
    def is_ours(self) -> bool:
        return self.document.form != OTHER

    def process(self, title: str) -> Facts | None:
        """The process with this selector or name."""
        for process in self.expansion.processes:
            if process.title == title:
                return facts_of(process)
        for process in self.expansion.processes:
            if process.name() == title:
                return facts_of(process)
        return None


@record(frozen=True)
class Context:
    """What a rule may look at besides its subject."""

    settings: Settings
    rule: Rule
    #: What is known of other files (`dpone_lsp.workspace.workspace`); None when a document is analysed on its own.
    workspace: Any = None
    #: Which rule answers for what does not fit at a place of the structure.
    owners: Owners = NOBODY

    def option(self, name: str, default: Any = None) -> Any:
        """What the project sets for this rule, else what the rule declares, else `default`.

        Values of declared options are checked when the settings are read.
        """
        declared = next((option.default for option in self.rule.options if option.name == name), default)
        settings = self.settings
        return settings.option(self.rule.names, name, declared) if settings.options else declared
