// What the server's commands take and give. One JSON object in, one JSON object out; positions are zero-based.

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Names a process: by selector, else by a place in the document. */
export interface Target {
  readonly uri: string;
  readonly process?: string;
  readonly position?: Position;
}

export interface TextAnswer {
  readonly title: string;
  readonly language: string;
  readonly text: string;
}

export interface DiffAnswer {
  readonly title: string;
  readonly language: string;
  readonly authored: string;
  readonly effective: string;
}

export interface ReplayAnswer extends TextAnswer {
  readonly stages: readonly string[];
  readonly command: string;
}

export interface WhyAnswer {
  readonly manifest: boolean;
  readonly kind: string;
  readonly text: string;
}

/** The process at a place. Where several share it, `process` says how many, and `strategy` is null when they differ. */
export interface ProcessAnswer {
  readonly process: string;
  readonly strategy: string | null;
  readonly merge_policy?: string | null;
  readonly authored_mode?: string | null;
  readonly summary: string;
}

export interface ServerInfo {
  readonly version: string;
  readonly python: string;
  readonly parser: "c" | "pure";
  readonly pid: number;
  readonly workspace: Readonly<Record<string, unknown>>;
}
