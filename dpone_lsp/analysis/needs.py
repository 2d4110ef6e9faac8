"""What a document rule needs before it can say anything, told without importing the rule.

Most document rules explain one kind of finding that the parser, the expander or the walk over the structure has made
already. They name it (`needs` of a rule), and where there is none they are not even imported: in a manifest without
faults that is nearly all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import kinds
from dpone_lsp.decisions.lock_file import lock_file
from dpone_lsp.model.analysis import Analysis


class Needs:
    """What a document has to offer.

    `problem` = the text has faults; `issue:KIND` = the expander says so; `misfit:KIND` = something does not fit the
    structure; `lock` = the workspace has a decision lock; `validation` and `validation:KEY` = a `validation` block is
    in force, and has this key; `text:PART` = this stands in the document or in a file it is built from. A rule that
    needs `elsewhere` never runs: its findings are made elsewhere, its file only explains them.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        found = {f"issue:{issue.kind}" for issue in analysis.expansion.issues}
        found.update(f"misfit:{kind}" for kind in kinds(analysis))
        if analysis.document.tree.problems:
            found.add("problem")
        if lock_file(analysis.workspace, analysis.document.path) is not None:
            found.add("lock")
        found.update(_validation(analysis))
        self._found = found

    def met(self, needs: tuple[str, ...]) -> bool:
        """True when a rule with these needs may have something to say."""
        if not needs or not self._found.isdisjoint(needs):
            return True
        return any(self._says(need[5:]) for need in needs if need.startswith("text:"))

    def _says(self, part: str) -> bool:
        analysis = self._analysis
        return part in analysis.document.source.text or any(
            part in used.source.text for used in analysis.expansion.used.values()
        )


def _validation(analysis: Analysis) -> Iterator[str]:
    root = analysis.document.mapping
    if analysis.expansion.root is None and (root is None or "validation" not in root.entries):
        return
    from dpone_lsp.checks.validation_profile import profile_of

    profile = profile_of(analysis)
    if profile is not None:
        yield "validation"
        yield from (f"validation:{key}" for key in profile.view.keys())
