// The commands the extension registers; package.json contributes the same list (a unit test compares them).

/** Commands a person can run from the palette, a menu, a message or the walkthrough. */
export const COMMANDS = [
  "dpone.showEffectiveManifest",
  "dpone.showAuthoredDiff",
  "dpone.explain",
  "dpone.openWhatIf",
  "dpone.previewReplayPlan",
  "dpone.copyReplayCommand",
  "dpone.showCertification",
  "dpone.showBlastRadius",
  "dpone.openRulePage",
  "dpone.whyThisFile",
  "dpone.newManifest",
  "dpone.restart",
  "dpone.showLog",
  "dpone.selectInterpreter",
  "dpone.collectDiagnostics",
  "dpone.leaveToDpone",
  "dpone.showMenu",
] as const;

export type CommandId = (typeof COMMANDS)[number];
