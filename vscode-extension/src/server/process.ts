// The server's process: started by us, its last words kept, and gone when we say so.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

const KEPT_CHARACTERS = 8_000;
const GRACE_MS = 2_000;

export class ServerProcess {
  #said = "";
  readonly #exited: Promise<string>;

  private constructor(readonly child: ChildProcessWithoutNullStreams) {
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_CHARACTERS);
    });
    this.#exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        resolve(signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`);
      });
    });
  }

  /** Starts the command; rejects when the system refuses to run it. */
  static async start(command: string, args: readonly string[], directory: string): Promise<ServerProcess> {
    const child = spawn(command, [...args], {
      cwd: directory,
      // Safe path: Python must not import modules from the folder it is started in.
      env: { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" },
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    // Writing to a server that just died must not become an unhandled error of the extension host.
    child.stdin.on("error", () => undefined);
    return new ServerProcess(child);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The end of what it wrote to stderr. */
  get said(): string {
    return this.#said;
  }

  /** How it ended, in words; pending while it lives. */
  get exited(): Promise<string> {
    return this.#exited;
  }

  /** Waits for an orderly exit, then ends it. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const timer = setTimeout(() => this.child.kill("SIGKILL"), GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}
