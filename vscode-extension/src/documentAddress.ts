// The address of a document the server writes: its tab's name, and in the query all that is needed to ask for it again.

export interface Address {
  readonly path: string;
  readonly query: string;
}

export interface Question {
  readonly command: string;
  readonly argument: object;
  /** The field of the answer that holds the text. */
  readonly field: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = { yaml: "yaml", markdown: "md", json: "json" };

/** Path and query for a document titled `title`; the editor takes the language from the ending of the name. */
export function documentAddress(title: string, language: string, command: string, argument: object, field: string): Address {
  // eslint-disable-next-line no-control-regex -- a file name must not hold control characters
  const name = title.replaceAll(/[\s\\/:*?"<>|\u0000-\u001f]+/g, " ").trim().slice(0, 120) || "dpone";
  return { path: `/${name}.${EXTENSIONS[language] ?? "txt"}`, query: JSON.stringify({ command, argument, field }) };
}

export function readAddress(query: string): Question {
  return JSON.parse(query) as Question;
}
