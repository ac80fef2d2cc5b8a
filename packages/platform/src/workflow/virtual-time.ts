/** A time that passes only when everybody waits for it. */
export interface VirtualTime {
  now(): Date;
  /** Milliseconds since the beginning. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** Never comes back: what hangs, or whose process died. */
  hang(): Promise<never>;
}

interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

const START = Date.parse('2026-01-01T00:00:00.000Z');
const LONGEST_REAL_WAIT_MS = 10_000;

/** The same, in the hands of who lets it pass. */
export class VirtualClock implements VirtualTime {
  private readonly alarms: Alarm[] = [];
  private passed = 0;
  private working = 0;
  private waiting = 0;

  now(): Date {
    return new Date(START + this.passed);
  }

  elapsed(): number {
    return this.passed;
  }

  sleep(ms: number): Promise<void> {
    this.waiting += 1;
    return new Promise((resolve) => {
      this.at(this.passed + ms, () => {
        this.waiting -= 1;
        resolve();
      });
    });
  }

  hang(): Promise<never> {
    this.waiting += 1;
    return new Promise(() => undefined);
  }

  /** Runs `alarm` once so many milliseconds have passed since the beginning; those of one instant in the order they were set. */
  at(elapsedMs: number, alarm: () => void): void {
    const at = Math.max(elapsedMs, this.passed);
    const behind = this.alarms.findIndex((other) => other.at > at);
    this.alarms.splice(behind === -1 ? this.alarms.length : behind, 0, { at, run: alarm });
  }

  /** Has `work` waited for before the time passes. */
  track(work: Promise<void>): void {
    this.working += 1;
    void work.finally(() => (this.working -= 1));
  }

  /** Resolves once all tracked work has ended or waits for the time. */
  async settled(): Promise<void> {
    const deadline = performance.now() + LONGEST_REAL_WAIT_MS;
    do {
      if (performance.now() > deadline) throw new Error('an activity waits for something else than the simulated time');
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.working > this.waiting);
  }

  /** Lets the time pass to the next alarm and runs all that are due then. False when there is none. */
  async advance(): Promise<boolean> {
    const [next] = this.alarms;
    if (next === undefined) return false;
    this.passed = next.at;
    while (this.alarms[0] !== undefined && this.alarms[0].at <= this.passed) {
      this.alarms.shift()?.run();
      await this.settled();
    }
    return true;
  }
}
