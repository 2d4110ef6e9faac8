"""The commands of this project's own VS Code extension, which shows the answers of ours in its panels and documents."""

from __future__ import annotations

from typing import Final

#: Our command -> the extension's command that asks it and shows the answer. Both take the same argument.
CLIENT_COMMANDS: Final = {
    "dpone.effectiveManifest": "dpone.showEffectiveManifest",
    "dpone.authoredDiff": "dpone.showAuthoredDiff",
    "dpone.explainDecision": "dpone.explain",
    "dpone.whatIf": "dpone.openWhatIf",
    "dpone.replayPlan": "dpone.previewReplayPlan",
    "dpone.replayCommand": "dpone.copyReplayCommand",
    "dpone.certification": "dpone.showCertification",
    "dpone.blastRadius": "dpone.showBlastRadius",
    "dpone.rulePage": "dpone.openRulePage",
    "dpone.whyManifest": "dpone.whyThisFile",
}
