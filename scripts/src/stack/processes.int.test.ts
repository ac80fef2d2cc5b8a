import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../wait.js';
import { findDapr } from './dapr-runtime.js';
import { complete, isStamped } from './dapr-stamp.js';
import { ManagedProcess } from './managed-process.js';
import { openPidFile } from './pid-file.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sidecart-int-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that has ended and waits for its parent to notice is no longer alive. */
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const patience = { timeoutMs: 10_000 };
const spec = (command: readonly string[], restart = false) => ({
  name: 'sleeper',
  command,
  env: { PATH: process.env['PATH']! },
  cwd: directory,
  logFile: join(directory, 'sleeper.log'),
  restart,
});

describe('a managed process', () => {
  it('when it dies by itself, then it is started again; when it was killed on purpose, then it stays away', async () => {
    const pids = await openPidFile(directory);
    const sleeper = new ManagedProcess(() => spec(['sleep', '60'], true), pids);
    sleeper.start();
    const first = sleeper.pid!;
    sleeper.crash();
    const second = await waitFor('a new process', () => (sleeper.pid === first ? undefined : sleeper.pid), patience);
    expect(alive(first)).toBe(false);
    await sleeper.kill();
    expect(alive(second)).toBe(false);
    expect(sleeper.running).toBe(false);
    await pids.close();
  });

  it('when it ignores the request to end, then it and what it started are killed after the grace', async () => {
    const pids = await openPidFile(directory);
    const stubborn = new ManagedProcess(() => spec(['sh', '-c', 'trap "" TERM; sleep 60 & echo $!; while :; do sleep 1; done']), pids);
    stubborn.start();
    const pid = stubborn.pid!;
    const child = await waitFor('its child', () => Number(readFileSync(join(directory, 'sleeper.log'), 'utf8')) || undefined, patience);
    const askedAt = Date.now();
    await stubborn.stop(300);
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(300);
    expect([pid, child].filter(alive)).toEqual([]);
    await pids.close();
  });

  it('when its command does not exist, then the reason is kept', async () => {
    const pids = await openPidFile(directory);
    const missing = new ManagedProcess(() => spec(['no-such-command']), pids);
    missing.start();
    expect(await waitFor('a reason', () => missing.exitReason, patience)).toContain('no-such-command could not be started');
    await pids.close();
  });

  it('when the stack is closed, then what still runs is ended and nothing new starts', async () => {
    const pids = await openPidFile(directory);
    const sleeper = new ManagedProcess(() => spec(['sleep', '60']), pids);
    sleeper.start();
    const pid = sleeper.pid!;
    await pids.close();
    expect(alive(pid)).toBe(false);
    await waitFor('the end to be noticed', () => !sleeper.running, patience);
    expect(() => sleeper.start()).toThrow('stopping');
  });
});

describe('the record of processes', () => {
  it('when an owner was killed, then the next one ends what it left behind', async () => {
    const orphan = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const owner = spawn('sleep', ['60']);
    // The record of a stack whose owner is about to be killed, as its own code would have written it.
    const theirs = await openPidFile(directory);
    theirs.add('orphan', orphan.pid!, 'SIGTERM');
    const path = join(directory, 'processes.json');
    const record = JSON.parse(readFileSync(path, 'utf8')) as { owner: { pid: number; birth: string } };
    record.owner = { pid: owner.pid!, birth: 'long ago' };
    writeFileSync(path, JSON.stringify(record));
    owner.kill('SIGKILL');
    const pids = await openPidFile(directory);
    await waitFor('the orphan to end', () => orphan.exitCode !== null || orphan.signalCode !== null, patience);
    await pids.close();
  });

  it('when a process number has been given to somebody else since, then that one is left alone', async () => {
    const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const processes = [{ name: 'redis', pid: stranger.pid, birth: '1', signal: 'SIGTERM' }];
    writeFileSync(join(directory, 'processes.json'), JSON.stringify({ owner: { pid: 1, birth: 'x' }, processes }));
    const pids = await openPidFile(directory);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    expect(alive(stranger.pid!)).toBe(true);
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
    await pids.close();
  });

  it('when the stack already runs, then it is refused', async () => {
    const pids = await openPidFile(directory);
    await expect(openPidFile(directory)).rejects.toThrow('already running');
    await pids.close();
  });
});

describe('the Dapr programs', () => {
  it('when a build was cut short, then its program is not taken; once it is complete, then it is', async () => {
    writeFileSync(join(directory, 'daprd'), 'half');
    chmodSync(join(directory, 'daprd'), 0o755);
    expect(isStamped(directory, ['daprd'])).toBe(false);
    writeFileSync(join(directory, '.daprd.1'), 'whole program');
    chmodSync(join(directory, '.daprd.1'), 0o755);
    await complete(directory, 'daprd', '1.18.0', join(directory, '.daprd.1'));
    expect(isStamped(directory, ['daprd'])).toBe(true);
    expect(isStamped(directory, ['daprd', 'placement'])).toBe(false);
  });

  it('when DAPR_RUNTIME_PATH names a folder, then its .dapr/bin is taken, or the folder itself, or the fault is told', async () => {
    const before = process.env['DAPR_RUNTIME_PATH'];
    try {
      process.env['DAPR_RUNTIME_PATH'] = directory;
      await expect(findDapr(() => undefined)).rejects.toThrow(`DAPR_RUNTIME_PATH is ${directory}, which holds no daprd`);
      fill(directory);
      expect((await findDapr(() => undefined)).daprd).toBe(join(directory, 'daprd'));
      fill(join(directory, '.dapr', 'bin'));
      expect((await findDapr(() => undefined)).daprd).toBe(join(directory, '.dapr', 'bin', 'daprd'));
    } finally {
      if (before === undefined) delete process.env['DAPR_RUNTIME_PATH'];
      else process.env['DAPR_RUNTIME_PATH'] = before;
    }
  });

  function fill(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const program of ['daprd', 'placement', 'scheduler']) {
      writeFileSync(join(folder, program), '');
      chmodSync(join(folder, program), 0o755);
    }
  }
});
