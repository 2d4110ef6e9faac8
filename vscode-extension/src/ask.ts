// How everything asks the server: a command and one object; undefined when there is no server.

import type { CancellationToken } from "vscode";

export type Ask = <T>(command: string, argument: object, token?: CancellationToken) => Promise<T | undefined>;
