// Which files make the extension wake up. The server decides what a manifest is; this is only the cheap first look.

/** How much of a file the first look reads, in characters. */
export const HEAD_LENGTH = 65_536;

/** Names that are customary for manifests and project files; the content decides whether they are ours. */
export const LIKELY_NAMES = "**/{*.batch.yaml,*.batch.yml,*.flow.yaml,*.flow.yml,pipeline.yaml,pipeline.yml,dpone.yaml,dpone.yml}";

/** The settings file of dpone-lint: a folder that has one is ours whatever else it holds. */
export const SETTINGS_NAME = "**/dpone-lint.toml";

const DPONE_KIND = /^(?:kind|schema)[ \t]*:[ \t]*["']?[ \t]*dpone\./m;
const topLevel = (key: string): RegExp => new RegExp(`^(?:${key}|"${key}"|'${key}')[ \\t]*:`, "m");
const SOURCE = topLevel("source");
const SINK = topLevel("sink");
const SCHEMAS = topLevel("schemas");
const TABLES = /^[ \t]+tables[ \t]*:/m;

/**
 * Whether the text reads like a dpone document: a `dpone.` kind, a single process (source and sink), or a batch whose
 * kind is missing or mistyped (schemas with tables).
 */
export function looksLikeManifest(text: string): boolean {
  const head = text.length > HEAD_LENGTH ? text.slice(0, HEAD_LENGTH) : text;
  return DPONE_KIND.test(head) || (SOURCE.test(head) && SINK.test(head)) || (SCHEMAS.test(head) && TABLES.test(head));
}
