// Whether the server and the extension were made for each other.

export type Skew = "server-older" | "server-newer" | "none";

/**
 * Versions that share major and minor (below 1.0: minor) understand each other; a server without a readable version is
 * given the benefit of the doubt.
 */
export function skew(extension: string, server: string | undefined): Skew {
  const ours = parse(extension);
  const theirs = server === undefined ? undefined : parse(server);
  if (ours === undefined || theirs === undefined) return "none";
  for (const part of [0, 1] as const) {
    if (theirs[part] < ours[part]) return "server-older";
    if (theirs[part] > ours[part]) return part === 0 || ours[0] === 0 ? "server-newer" : "none";
  }
  return "none";
}

export function explainSkew(kind: Exclude<Skew, "none">, extension: string, server: string, origin: string): string {
  return kind === "server-older"
    ? `dpone: the server is ${server} (${origin}) and this extension ${extension} expects a newer one, so some of its features will be missing. Run \`pip install --upgrade dpone-lsp\` in that environment, or use the bundled server.`
    : `dpone: the server is ${server} (${origin}) and newer than this extension ${extension}, so some of its features will not be shown. Update the extension, or use the bundled server.`;
}

function parse(version: string): readonly [number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}
