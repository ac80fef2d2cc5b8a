import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { waitFor } from '../wait.js';
import { signalGroup, type PidFile } from './pid-file.js';

/** How one process is started and ended. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Everything it prints is added to this file. */
  readonly logFile: string;
  /** What asks it to end in good order; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
  /** Start it again when it exits by itself. */
  readonly restart?: boolean;
  readonly user?: { readonly uid: number; readonly gid: number };
}

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 10_000;
/** A process that ran this long has earned a fresh, short back-off. */
const STEADY_MS = 20_000;

/** One process in a group of its own that the stack starts, watches and ends. */
export class ManagedProcess {
  private child: ChildProcess | undefined;
  private wanted = false;
  private failures = 0;
  private exitCount = 0;
  private startedAt = 0;
  private again: NodeJS.Timeout | undefined;
  private problem: string | undefined;

  constructor(
    private readonly spec: () => ProcessSpec,
    private readonly pids: PidFile,
  ) {}

  /** The process number while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Why it is not running although it should be; undefined while it runs. */
  get exitReason(): string | undefined {
    return this.running ? undefined : this.problem;
  }

  get logFile(): string {
    return this.spec().logFile;
  }

  /** How often it has exited by itself since it was last started on purpose. */
  get exits(): number {
    return this.exitCount;
  }

  /** Starts it unless it runs. It being ready is for the caller to ask. */
  start(): void {
    clearTimeout(this.again);
    this.wanted = true;
    if (this.running) return;
    this.exitCount = 0;
    this.failures = 0;
    this.launch();
  }

  /** Asks it to end, waits up to `graceMs`, then kills it and all it started. Resolves once it is gone. */
  async stop(graceMs = 15_000): Promise<void> {
    this.wanted = false;
    clearTimeout(this.again);
    const pid = this.pid;
    if (pid === undefined) return;
    signalGroup(pid, this.spec().stopSignal ?? 'SIGTERM');
    await this.gone(graceMs).catch(() => this.kill());
  }

  /** SIGKILL, as `kill -9` would; it stays away until it is started again. */
  async kill(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.again);
    const pid = this.pid;
    if (pid === undefined) return;
    signalGroup(pid, 'SIGKILL');
    await this.gone(5000);
  }

  /** SIGKILL as from outside: what is to be restarted comes back by itself. */
  crash(): void {
    if (this.pid !== undefined) signalGroup(this.pid, 'SIGKILL');
  }

  private gone(timeoutMs: number): Promise<boolean> {
    return waitFor(`${this.spec().name} did not end`, () => !this.running, { timeoutMs, everyMs: 20 });
  }

  private launch(): void {
    const spec = this.spec();
    this.startedAt = Date.now();
    this.problem = undefined;
    const child = spawnOwned(spec, this.pids);
    this.child = child;
    child.once('error', (error) => {
      this.ended(child, `${basename(spec.command[0] ?? '')} could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      this.ended(child, `${spec.name} exited with ${signal ?? `code ${String(code)}`}`);
    });
  }

  private ended(child: ChildProcess, reason: string): void {
    if (this.child !== child) return;
    // What it started must not outlive it: a process group's last member keeps its ports.
    if (child.pid !== undefined) {
      signalGroup(child.pid, 'SIGKILL');
      this.pids.remove(child.pid);
    }
    this.child = undefined;
    this.problem = reason;
    if (!this.wanted) return;
    this.exitCount += 1;
    if (this.spec().restart !== true) return;
    this.failures = Date.now() - this.startedAt > STEADY_MS ? 0 : this.failures + 1;
    const wait = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.max(0, this.failures - 1));
    this.again = setTimeout(() => {
      if (this.wanted && !this.pids.closed) this.launch();
    }, wait);
  }
}

/** Runs a program of the stack to its end, as killable as all the others. Throws with the end of its log when it fails. */
export async function runOwned(spec: ProcessSpec, pids: PidFile): Promise<void> {
  const child = spawnOwned(spec, pids);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (child.pid !== undefined) pids.remove(child.pid);
  if (code !== 0) throw new Error(`${spec.name} failed:\n${logTail(spec.logFile)}`);
}

function spawnOwned(spec: ProcessSpec, pids: PidFile): ChildProcess {
  if (pids.closed) throw new Error('the stack is stopping');
  const [command = '', ...args] = spec.command;
  const log = openSync(spec.logFile, 'a');
  // A group of its own: a Ctrl-C at the terminal must reach only the launcher, which ends the parts in order.
  const child = spawn(command, args, { cwd: spec.cwd, env: spec.env, stdio: ['ignore', log, log], detached: true, ...spec.user });
  closeSync(log);
  if (child.pid !== undefined) pids.add(spec.name, child.pid, spec.stopSignal ?? 'SIGTERM');
  return child;
}

/** The last lines of a log, for an error message. */
export function logTail(path: string, lines = 15): string {
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
