import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { complete } from './dapr-stamp.js';
import { findCommand } from './find-command.js';

/**
 * What is built from which version. The scheduler's is older: later ones depend on modules that not every Go module
 * proxy serves; the mixed set works together.
 */
const BUILDS = [
  { version: '1.18.0', programs: ['daprd', 'placement'] },
  { version: '1.16.0', programs: ['scheduler'] },
] as const;

const OLDEST_GO = [1, 26, 4] as const;
const run = promisify(execFile);

/** Builds daprd, placement and scheduler from the Go modules into `folder`. Go checks every module against its checksum database. */
export async function buildDapr(folder: string): Promise<void> {
  const go = goCommand();
  mkdirSync(folder, { recursive: true });
  for (const { version, programs } of BUILDS) {
    const workspace = join(folder, '..', 'build', version);
    await prepareModule(go, workspace, version);
    for (const program of programs) await buildProgram(go, workspace, { folder, program, version });
  }
}

/** The Go command. Throws where there is none or it is too old. */
export function goCommand(): string {
  const go = findCommand('go');
  if (go === undefined) throw new Error('Go is not in PATH');
  const words = spawnSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', timeout: 20_000 }).stdout.trim();
  const found = words
    .replace(/^go/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  const rank = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 1000 + part, 0);
  if (rank([found[0] ?? 0, found[1] ?? 0, found[2] ?? 0]) < rank(OLDEST_GO)) throw new Error(`${words} is older than Go ${OLDEST_GO.join('.')}`);
  return go;
}

/**
 * Makes a small module that repeats Dapr's own requires and replaces: `go install` of the module itself refuses to build
 * anything whose go.mod holds replaces.
 */
async function prepareModule(go: string, workspace: string, version: string): Promise<void> {
  mkdirSync(workspace, { recursive: true });
  const { stdout } = await run(go, ['mod', 'download', '-json', `github.com/dapr/dapr@v${version}`], { cwd: workspace, env: goEnvironment() });
  const { Dir: source } = JSON.parse(stdout) as { Dir: string };
  const original = readFileSync(join(source, 'go.mod'), 'utf8');
  const own = original.replace(/^module .*$/m, 'module sidecart.dev/dapr-build');
  writeFileSync(join(workspace, 'go.mod'), `${own}\nrequire github.com/dapr/dapr v${version}\n`);
  writeFileSync(join(workspace, 'go.sum'), readFileSync(join(source, 'go.sum')));
  writeFileSync(join(workspace, 'tools.go'), 'package tools\n\nimport _ "github.com/dapr/dapr/pkg/buildinfo"\n');
}

async function buildProgram(go: string, workspace: string, wanted: { folder: string; program: string; version: string }): Promise<void> {
  const temporary = join(wanted.folder, `.${wanted.program}.${process.pid}`);
  const stamp = `-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=${wanted.version}`;
  const args = ['build', '-mod=mod', '-tags', 'allcomponents', '-ldflags', stamp, '-o', temporary, `github.com/dapr/dapr/cmd/${wanted.program}`];
  try {
    await run(go, args, { cwd: workspace, env: goEnvironment(), maxBuffer: 64 * 1024 * 1024 });
    await complete(wanted.folder, wanted.program, wanted.version, temporary);
  } catch (error) {
    throw new Error(`building ${wanted.program} failed: ${lastLines(error)}`, { cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() === '' || stderr === undefined ? message : stderr.trim()).split('\n').slice(-3).join(' ');
}
