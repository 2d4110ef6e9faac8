// How often a server that died is started again before we stop and say so.

export interface Verdict {
  readonly restart: boolean;
  /** Deaths within the window, this one included. */
  readonly count: number;
  /** How long to wait before the next start, in milliseconds. */
  readonly delay: number;
}

/** Four deaths within three minutes are a loop; before that each new start waits a little longer. */
export class CrashPolicy {
  static readonly LIMIT = 4;
  static readonly WINDOW_MINUTES = 3;

  readonly #deaths: number[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  died(): Verdict {
    const moment = this.now();
    const start = moment - CrashPolicy.WINDOW_MINUTES * 60_000;
    while (this.#deaths.length > 0 && (this.#deaths[0] ?? 0) < start) this.#deaths.shift();
    this.#deaths.push(moment);
    const count = this.#deaths.length;
    return { restart: count < CrashPolicy.LIMIT, count, delay: 250 * 2 ** (count - 1) };
  }

  forget(): void {
    this.#deaths.length = 0;
  }
}
