import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { deleteStackData, projectRoot, throwawayDirectory } from '../../scripts/src/stack/index.js';
import { claimFreeOffset } from '../../scripts/src/stack/ports.js';
import { readTopology, portsOf } from '../../scripts/src/stack/topology.js';
import { shiftPorts } from '../../scripts/src/stack/ports.js';
import { waitFor } from '../../scripts/src/wait.js';

/** A command of the project as a person runs it, with what it has printed so far. */
interface Run {
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<number | null>;
}

const running: Run[] = [];

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Run {
  const script = join(projectRoot, 'scripts', 'dist', `${command}.js`);
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'REDIS_URL' && name !== 'DATABASE_URL');
  const child = spawn(process.execPath, [script, ...args], { cwd: projectRoot, env: { ...Object.fromEntries(inherited), ...env } });
  let printed = '';
  const collect = (chunk: Buffer): void => void (printed += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started = { child, output: () => printed, ended };
  running.push(started);
  return started;
}

const says = (started: Run, words: string | RegExp): Promise<boolean> =>
  waitFor(`"${words}" in:\n${started.output()}`, () => started.output().search(words) >= 0, {
    timeoutMs: 120_000,
    giveUp: () => (started.child.exitCode === null ? undefined : `it ended with ${started.child.exitCode}:\n${started.output()}`),
  });

const sampleArrived = /Its order in orders \((\S+)\)/;
let directory: string;
let offset: number;
let names: readonly string[];
let guard: Server;

beforeAll(async () => {
  directory = throwawayDirectory('test');
  const { apps: all } = readTopology(join(projectRoot, 'dapr.yaml'));
  names = all.map(({ appID }) => appID);
  const apps = all.flatMap((app) => [...portsOf(app).values()]);
  ({ offset, guard } = await claimFreeOffset([...Object.values(shiftPorts(0)).slice(1), ...apps]));
});

afterAll(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGTERM');
    await ended;
  }
  guard.close();
  deleteStackData(directory);
});

const start = (...args: string[]): Run => run('start', ['--data-dir', directory, '--port-offset', String(offset), ...args]);

interface Recorded {
  readonly processes: readonly { readonly pid: number }[];
}

const recorded = (): readonly number[] =>
  (JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8')) as Recorded).processes.map(({ pid }) => pid);

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

async function orderIds(): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${4102 + offset}/orders?customerId=sample-customer`);
  const { items } = (await answer.json()) as { items: readonly { readonly id: string }[] };
  return items.map(({ id }) => id);
}

describe('npm start', () => {
  it('when it is stopped, killed, started again and reset, then no process stays, and the data is kept until the reset', async () => {
    const first = start();
    await says(first, 'Try next');
    expect(first.output()).toContain(`✓ Services and sidecars (${names.join(', ')})`);
    expect(first.output()).toMatch(sampleArrived);
    const processes = recorded();
    // Redis, Postgres, placement, scheduler, the inbox, and an app and a sidecar for each service.
    expect(processes).toHaveLength(5 + 2 * names.length);
    expect(first.output()).toContain(`http://127.0.0.1:${shiftPorts(offset).inbox}`);

    const twin = start();
    expect(await twin.ended).toBe(1);
    expect(twin.output()).toContain('already running');

    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(processes.filter((pid) => !isGone(pid))).toEqual([]);
    expect(existsSync(join(directory, 'processes.json'))).toBe(false);

    const second = start();
    await says(second, 'Try next');
    expect(await orderIds()).toHaveLength(2);
    second.child.kill('SIGKILL');
    await second.ended;

    const third = start('--no-sample');
    await says(third, 'Try next');
    expect(await orderIds()).toHaveLength(2);
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(143);

    const fourth = start('--reset');
    await says(fourth, 'Try next');
    expect(await orderIds()).toHaveLength(1);
    fourth.child.kill('SIGINT');
    await fourth.ended;
  });

  it.each([
    ['a port is taken', [], {}, (port: number) => `Port ${port} (orders) is taken by another program; stop that program`],
    ['a reset is asked for while the environment names a server', ['--reset'], { REDIS_URL: 'redis://127.0.0.1:1' }, () => 'unset REDIS_URL'],
    [
      'the named server does not answer',
      [],
      { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
      () => 'The Postgres of DATABASE_URL at 127.0.0.1:1 does not answer',
    ],
  ])('when %s, then one sentence names the cure and the exit code is 1', async (what, args, env, sentence) => {
    const port = 4102 + offset;
    const squatter = createServer();
    if (what === 'a port is taken') await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    const other = throwawayDirectory('test');
    const refused = run('start', ['--data-dir', other, '--port-offset', String(offset), ...args], env);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(sentence(port));
    squatter.close();
    deleteStackData(other);
  });
});

describe('npm run demo', () => {
  it('when it has placed its sales, then it prints one JSON object and the books balance', async () => {
    const script = join(projectRoot, 'scripts', 'dist', 'demo.js');
    const child = spawn(process.execPath, [script, '--orders', '20', '--customers', '4', '--json'], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    const verdict = JSON.parse(stdout) as Record<string, number>;
    expect(verdict).toMatchObject({ placed: 20, recorded: 20, duplicates: 0, lost: 0 });
    expect(verdict['p99Ms']).toBeGreaterThanOrEqual(verdict['p50Ms']!);
  });
});
