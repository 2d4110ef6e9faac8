// Keeps one server running for the window: finds it, starts it, restarts it when it dies, and says what is wrong.

import * as vscode from "vscode";
import { CancellationToken, ExecuteCommandRequest, State } from "vscode-languageclient/node.js";

import type { Search } from "./discover.js";
import { discover, type Found, isFound } from "./discover.js";
import { CrashPolicy } from "./crashPolicy.js";
import { createClient, type QuietClient } from "./client.js";
import { ServerProcess } from "./process.js";
import type { Problem } from "./problems.js";
import type { ServerInfo } from "./protocol.js";

/** How long a server that refused to start is given to end by itself, so that its exit code can be told. */
const LAST_WORDS_MS = 1_000;

export type Condition =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly found: Found; readonly info: ServerInfo | undefined; readonly version: string | undefined }
  | { readonly kind: "failed"; readonly problem: Problem };

export interface ManagerOptions {
  readonly log: vscode.LogOutputChannel;
  /** The folder the server is started in: the extension's own, never the workspace. */
  readonly directory: string;
  readonly search: () => Promise<Search>;
}

export class ServerManager implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Condition>();
  readonly #policy = new CrashPolicy();
  /** Starts and stops run one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #condition: Condition = { kind: "stopped" };
  #client: QuietClient | undefined;
  #process: ServerProcess | undefined;
  #trail: readonly string[] = [];
  #retry: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(private readonly options: ManagerOptions) {}

  get condition(): Condition {
    return this.#condition;
  }

  get client(): QuietClient | undefined {
    return this.#client;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What the last search for a server looked at. */
  get trail(): readonly string[] {
    return this.#trail;
  }

  get lastWords(): string {
    return this.#process?.said ?? "";
  }

  /** Starts, or restarts after a request by the user: earlier crashes are forgiven. */
  restart(): Promise<void> {
    this.#policy.forget();
    return this.#enqueue(async () => {
      await this.#stopNow();
      await this.#startNow();
    });
  }

  stop(): Promise<void> {
    return this.#enqueue(() => this.#stopNow());
  }

  /** Resolves when no start or stop is under way. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** Runs a command of the server; undefined when there is no server. Rejects with the server's own sentence. */
  async ask<T>(command: string, argument: object, token: vscode.CancellationToken = CancellationToken.None): Promise<T | undefined> {
    await this.#queue;
    const client = this.#client;
    if (client === undefined || this.#condition.kind !== "running") return undefined;
    const answer: unknown = await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] }, token);
    return answer as T;
  }

  dispose(): void {
    void this.stop();
    this.#changed.dispose();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#retry);
    const next = this.#queue.then(work);
    this.#queue = next.catch((error: unknown) => {
      this.options.log.error(error instanceof Error ? error : String(error));
    });
    return this.#queue;
  }

  async #startNow(): Promise<void> {
    const { log } = this.options;
    this.#become({ kind: "starting" });
    const outcome = await discover(await this.options.search());
    this.#trail = outcome.trail;
    for (const line of outcome.trail) log.info(line);
    if (!isFound(outcome.result)) {
      this.#become({ kind: "failed", problem: outcome.result });
      return;
    }
    const found = outcome.result;
    log.info(`Starting ${found.origin}: ${[found.command, ...found.args].join(" ")}`);

    let server: ServerProcess;
    try {
      server = await ServerProcess.start(found.command, found.args, this.options.directory);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#become({ kind: "failed", problem: { kind: "start-failed", command: found.command, exit: "it could not be run", said: reason } });
      return;
    }
    this.#process = server;
    const client = createClient(server, log);
    const failure = await startClient(client);
    if (failure !== undefined) {
      const exit = await Promise.race([server.exited, after(LAST_WORDS_MS, "it refused the first request")]);
      const said = server.said === "" ? failure : server.said;
      this.#process = undefined;
      await disposeQuietly(client);
      server.child.kill();
      this.#become({ kind: "failed", problem: { kind: "start-failed", command: found.command, exit, said } });
      return;
    }
    this.#client = client;
    void server.exited.then((how) => {
      this.#died(server, how);
    });
    const version = client.initializeResult?.serverInfo?.version ?? found.version;
    this.#become({ kind: "running", found, info: undefined, version });
    const info = await this.#serverInfo(client);
    if (this.#client === client && info !== undefined) this.#become({ kind: "running", found, info, version: info.version });
  }

  async #stopNow(): Promise<void> {
    const client = this.#client;
    const server = this.#process;
    this.#client = undefined;
    this.#process = undefined;
    if (client !== undefined) await disposeQuietly(client);
    if (server !== undefined) await server.end();
    this.#become({ kind: "stopped" });
  }

  #died(server: ServerProcess, how: string): void {
    if (this.#process !== server) return;
    const { log } = this.options;
    const verdict = this.#policy.died();
    log.error(`The server ended (${how}).`);
    if (verdict.restart) {
      log.info(`It is started again in ${verdict.delay} ms.`);
      this.#become({ kind: "starting" });
      this.#retry = setTimeout(() => {
        void this.#enqueue(async () => {
          await this.#stopNow();
          await this.#startNow();
        });
      }, verdict.delay);
      return;
    }
    const said = server.said;
    void this.#enqueue(async () => {
      await this.#stopNow();
      this.#become({ kind: "failed", problem: { kind: "crash-loop", count: verdict.count, minutes: CrashPolicy.WINDOW_MINUTES, said } });
    });
  }

  async #serverInfo(client: QuietClient): Promise<ServerInfo | undefined> {
    try {
      const answer: unknown = await client.sendRequest(ExecuteCommandRequest.type, { command: "dpone.serverInfo", arguments: [{}] });
      return (answer ?? undefined) as ServerInfo | undefined;
    } catch (error) {
      this.options.log.warn(`The server does not describe itself: ${String(error)}`);
      return undefined;
    }
  }

  #become(condition: Condition): void {
    this.#condition = condition;
    this.#changed.fire(condition);
  }
}

/** Starts the client; why it could not, when it could not. */
async function startClient(client: QuietClient): Promise<string | undefined> {
  try {
    await client.start();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  // The library resolves its promise also when the server died before it answered.
  return client.state === State.Running ? undefined : "the connection was closed";
}

function after<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(value);
    }, milliseconds);
  });
}

async function disposeQuietly(client: QuietClient): Promise<void> {
  try {
    if (client.state === State.Running) await client.stop(2_000);
  } catch {
    // The server may be gone already; the process is ended by its owner.
  }
  try {
    await client.dispose();
  } catch {
    // As above.
  }
}
