// What another YAML extension has already said about a line, we do not say again. Pure, so that it is tested without an editor.

/** The part of an editor's diagnostic that matters here. */
export interface Finding extends Placed {
  readonly source?: string | undefined;
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly relatedInformation?: readonly { readonly location: Placed }[] | undefined;
}

interface Placed {
  readonly range: { readonly start: { readonly line: number } };
}

/** The source under which Red Hat's YAML extension reports faults of the YAML itself. */
export const NEIGHBOUR_SOURCE = "YAML";

/** Our rules that report the same faults. The others of the group say more than a YAML parser can. */
const ECHOES = new Set(["yaml-syntax-error", "yaml-duplicate-key", "yaml-tab-indent", "yaml-multiple-documents"]);

/** The name of the rule that a finding reports. */
export function ruleOf({ code }: Finding): string | undefined {
  if (code === undefined) return undefined;
  return String(typeof code === "object" ? code.value : code);
}

/**
 * What is left of our findings when those that `others` repeat are taken away: the same fault on the same line, or on a
 * line ours relates to (of a key written twice we underline the one that is lost, a YAML parser the second one).
 */
export function withoutEchoes<T extends Finding>(ours: readonly T[], others: readonly Finding[]): T[] {
  const said = new Set(others.filter(isOfNeighbour).map((other) => other.range.start.line));
  if (said.size === 0) return [...ours];
  return ours.filter((finding) => !(ECHOES.has(ruleOf(finding) ?? "") && linesOf(finding).some((line) => said.has(line))));
}

function linesOf(finding: Finding): number[] {
  return [finding, ...(finding.relatedInformation ?? []).map(({ location }) => location)].map(({ range }) => range.start.line);
}

export function isOfNeighbour(finding: Finding): boolean {
  return finding.source === NEIGHBOUR_SOURCE;
}

/** Whether a finding comes from a JSON Schema that the YAML extension applies. */
export function isFromSchema(finding: Finding): boolean {
  return finding.source?.startsWith("yaml-schema") === true;
}
