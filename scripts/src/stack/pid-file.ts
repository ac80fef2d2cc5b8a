import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.js';
import { waitFor } from '../wait.js';

/** A process this project started. `birth` tells it from a later one that was given the same number. */
export interface OwnedProcess {
  readonly name: string;
  readonly pid: number;
  readonly birth: string;
  /** What asks it to end in good order. */
  readonly signal: NodeJS.Signals;
}

/** The record of what runs for one stack folder, kept so that a crashed stack's leftovers can be ended later. */
export interface PidFile {
  add(name: string, pid: number, signal: NodeJS.Signals): void;
  remove(pid: number): void;
  /** True once the stack is closed: nothing may be started for it any more. */
  readonly closed: boolean;
  /** Ends what still runs and forgets the stack. */
  close(): Promise<void>;
}

interface Content {
  readonly owner: OwnedProcess;
  readonly processes: readonly OwnedProcess[];
}

/**
 * Opens the record of a stack folder. Ends what an earlier owner left behind; throws a SetupError while that owner
 * still runs.
 */
export async function openPidFile(directory: string): Promise<PidFile> {
  const path = join(directory, 'processes.json');
  await endLeftovers(path);
  const owner: OwnedProcess = { name: 'owner', pid: process.pid, birth: birthOf(process.pid) ?? '', signal: 'SIGTERM' };
  const processes = new Map<number, OwnedProcess>();
  const save = (): void => {
    const content: Content = { owner, processes: [...processes.values()] };
    writeFileSync(`${path}.new`, JSON.stringify(content, null, 2));
    renameSync(`${path}.new`, path);
  };
  save();
  let closed = false;
  return {
    get closed() {
      return closed;
    },
    add(name, pid, signal) {
      processes.set(pid, { name, pid, birth: birthOf(pid) ?? '', signal });
      save();
    },
    remove(pid) {
      if (processes.delete(pid) && !closed) save();
    },
    async close() {
      closed = true;
      await Promise.all([...processes.values()].filter(isOurs).map(endProcess));
      rmSync(path, { force: true });
    },
  };
}

async function endLeftovers(path: string): Promise<void> {
  const content = read(path);
  if (content === undefined) return;
  if (content.owner.pid !== process.pid && isOurs(content.owner)) {
    throw new SetupError(`This stack is already running as process ${String(content.owner.pid)}; stop it with Ctrl-C there first.`);
  }
  // A second stack object in this process would share the folder with the first one.
  if (content.owner.pid === process.pid && isOurs(content.owner)) {
    throw new SetupError('This stack is already running in this very process; stop it before starting it again.');
  }
  await Promise.all(content.processes.filter(isOurs).map(endProcess));
}

async function endProcess(leftover: OwnedProcess): Promise<void> {
  signalGroup(leftover.pid, leftover.signal);
  await waitFor(`${leftover.name} did not end`, () => !isOurs(leftover), { timeoutMs: 8000 }).catch(() => {
    signalGroup(leftover.pid, 'SIGKILL');
  });
}

/** Signals a process and all it started; each runs in a group of its own. A group that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

function isOurs(owned: OwnedProcess): boolean {
  return owned.birth !== '' && birthOf(owned.pid) === owned.birth;
}

/** When a process was born, in the system's own words; undefined when there is none (or only its corpse). */
function birthOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' ? undefined : line;
  } catch {
    return undefined;
  }
}

function read(path: string): Content | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch {
    // Written by a rename, so only a person can have spoilt it.
    return undefined;
  }
}
