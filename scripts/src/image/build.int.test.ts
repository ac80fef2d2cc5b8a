import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createBuild, type Build, type BuiltStage } from './build.js';
import { isolationOf } from './isolated-sandbox.js';
import { openFolder } from './open-folder.js';
import { openSandbox } from './open-sandbox.js';

let folder: string;
let scratch: string;
let ran: string[];
beforeEach(() => {
  folder = openFolder(join(tmpdir(), 'sidecart-context-'));
  scratch = openFolder(join(tmpdir(), 'sidecart-scratch-'));
  ran = [];
  write('.dockerignore', '**/secret');
  write('src/a.txt', 'a');
  write('src/deep/b.txt', 'b');
  write('src/secret', 's');
  write('one.json', '{}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(scratch, { recursive: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  ran.push(command.join(' '));
  const [program = '', ...args] = command;
  return (await promisify(execFile)(program, args, { env: { ...env } })).stdout;
}

function build(dockerfile: string, done?: Build['done']): Build {
  write('Dockerfile', dockerfile);
  return createBuild({ folder, scratch, sandbox: openSandbox(scratch), run, ...(done && { done }) });
}
const read = (stage: BuiltStage, path: string): string => readFileSync(join(stage.tree, path), 'utf8');

describe('a build', () => {
  test('when files are copied, then a folder gives its content, a file itself, and what is ignored stays outside', async () => {
    const stage = await build('FROM base:1\nWORKDIR /app\nCOPY src ./\nCOPY one.json ./\nCOPY one.json two.json\nCOPY src/a.txt folder/').stage({});
    expect(['a.txt', 'deep/b.txt', 'one.json', 'two.json', 'folder/a.txt', 'secret'].filter((path) => existsSync(join(stage.tree, path)))).toEqual([
      'a.txt',
      'deep/b.txt',
      'one.json',
      'two.json',
      'folder/a.txt',
    ]);
    await expect(build('FROM base:1\nWORKDIR /app\nCOPY missing ./').stage({})).rejects.toThrow('the build context holds no missing');
  });

  test('when a step runs, then it is in the WORKDIR and finds arguments and settings; the image keeps settings and labels alone', async () => {
    const file =
      'FROM base:1\nWORKDIR /app\nARG NAME=n\nARG OTHER\nENV KIND="k ${NAME}"\nRUN echo "$NAME $KIND $OTHER" > told\nLABEL l="${NAME}"\nUSER 7:7\nENTRYPOINT ["a"]\nCMD ["b"]';
    const stage = await build(file).stage({ OTHER: 'o' });
    expect(read(stage, 'told')).toBe('n k n o\n');
    expect(stage).toMatchObject({ workdir: '/app', env: { KIND: 'k n' }, labels: { l: 'n' }, user: '7:7', entrypoint: ['a'], cmd: ['b'] });
  });

  test('when a stage stands on another, then it sees and may change its files, and the other keeps its own', async () => {
    const file =
      'FROM base:1 AS one\nWORKDIR /app\nCOPY src ./\nRUN echo 1 > n\nFROM one AS two\nRUN cat a.txt >> n && echo 2 >> n && rm deep/b.txt && mkdir out && cp n out/n\nFROM base:1\nWORKDIR /app\nCOPY --from=two /app/out/ ./';
    const builder = build(file);
    expect(read(await builder.stage({}), 'n')).toBe('1\na2\n');
    const one = await builder.stage({}, 'one');
    expect([read(one, 'n'), read(one, 'deep/b.txt')]).toEqual(['1\n', 'b']);
  });

  test('when arguments differ, then only stages that ask for them are built anew', async () => {
    const file = 'FROM base:1 AS one\nWORKDIR /app\nRUN true one\nFROM one AS two\nARG SERVICE\nRUN true two $SERVICE && echo $SERVICE > name';
    const first = build(file);
    await Promise.all([first.stage({ SERVICE: 'a' }), first.stage({ SERVICE: 'a' }), first.stage({ SERVICE: 'b' })]);
    expect(['true one', 'true two'].map((words) => ran.filter((line) => line.includes(words)).length)).toEqual([1, 2]);
    expect(read(await build(file, first.done).stage({ SERVICE: 'b' }), 'name')).toBe('b\n');
    expect(ran).toHaveLength(3);
  });

  test('when a step fails, then stage, step and what it said are told', async () => {
    await expect(build('FROM base:1 AS one\nWORKDIR /app\nRUN echo why >&2; exit 3').stage({})).rejects.toThrow(/stage one, RUN: [\s\S]*why/);
  });

  test('when a stage names no version, or a place outside of its own, then it is refused', async () => {
    await expect(build('FROM base\nWORKDIR /app').stage({})).rejects.toThrow('FROM base names no version');
    await expect(build('FROM base:latest').stage({})).rejects.toThrow('names no version');
    await expect(build('FROM base:1\nWORKDIR /app\nCOPY src /etc').stage({})).rejects.toThrow('does not start at the WORKDIR');
    await expect(build('FROM base:1 AS a\nWORKDIR /app\nFROM base:1\nWORKDIR /app\nCOPY --from=a /etc ./').stage({})).rejects.toThrow('outside of');
  });
});

test('when a service runs in the sandbox, then it is the user named, without capabilities, sees only its tree and the system, and may write nowhere', async () => {
  const sandbox = openSandbox(scratch);
  // What a machine without namespaces cannot show, it says.
  if (isolationOf() === undefined) return expect(sandbox.description).toContain('for want of namespaces');
  const { tree, workdir } = await build('FROM base:1\nWORKDIR /app\nCOPY src ./').stage({});
  const script = 'id -u; id -g; pwd; cat a.txt; ls /; grep CapEff /proc/self/status; touch new /tmp/new 2>/dev/null; ls -A . /tmp';
  const told = await run(sandbox.service({ tree, workdir, command: ['/bin/sh', '-c', script] }, '65532:65532'), { PATH: process.env['PATH'] ?? '' });
  expect(told).toMatch(/^65532\n65532\n\/app\na(?![^]*\bhome\b)[^]*CapEff:\s+0+\n\.:\na\.txt\ndeep\n\n\/tmp:\n$/);
});
