import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, SetupError } from '../../errors.js';
import { goCommand } from '../../stack/dapr-build.js';

const run = promisify(execFile);

/** A Go module at one version. */
export interface GoModule {
  readonly path: string;
  /** With its leading "v". */
  readonly version: string;
}

/**
 * The folder of a module's source in Go's own cache, downloaded when it is not there. It is checked against the go.sum of
 * `vouching`, another module's folder that depends on it, else against Go's checksum database.
 */
export async function moduleFolder(module: GoModule, vouching?: string): Promise<string> {
  // A module of its own: what a surrounding go.mod says must have no part in it.
  const workspace = mkdtempSync(join(tmpdir(), 'sidecart-go-'));
  writeFileSync(join(workspace, 'go.mod'), 'module sidecart.dev/download\n');
  if (vouching !== undefined) writeFileSync(join(workspace, 'go.sum'), readFileSync(join(vouching, 'go.sum')));
  try {
    const { stdout } = await run(goOrCure(), ['mod', 'download', '-json', `${module.path}@${module.version}`], {
      cwd: workspace,
      env: goEnvironment(),
    });
    return (JSON.parse(stdout) as { Dir: string }).Dir;
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`The Go module ${module.path} ${module.version} could not be had; check the network and GOPROXY. (${reasonOf(error)})`);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** Go tells what went wrong on stdout, in the same JSON as what went well. */
function reasonOf(error: unknown): string {
  const { stdout = '' } = error as { stdout?: string };
  return /"Error": "((?:[^"\\]|\\.)*)"/.exec(stdout)?.[1] ?? messageOf(error);
}

/** The Go command; throws a SetupError where there is none or it is too old. */
export function goOrCure(): string {
  try {
    return goCommand();
  } catch (error) {
    throw new SetupError(`Go is needed to build the API server: install Go 1.26.4 or newer (go.dev/dl). (${messageOf(error)})`);
  }
}

/** The environment Go builds in: nothing of the caller's flags or workspace. */
export function goEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(own), CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
}
