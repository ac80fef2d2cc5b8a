import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, SetupError } from '../errors.js';
import { buildDapr, goCommand } from './dapr-build.js';
import { downloadDapr } from './dapr-download.js';
import { isStamped } from './dapr-stamp.js';
import { isExecutable } from './find-command.js';
import { projectRoot } from './paths.js';

/** The programs a local run needs. */
export const daprPrograms = ['daprd', 'placement', 'scheduler'] as const;

/** Where the Dapr programs are and how they came there. */
export interface DaprRuntime {
  readonly daprd: string;
  readonly placement: string;
  readonly scheduler: string;
  readonly source: string;
}

/** The project's own folder for the Dapr programs; `DAPR_RUNTIME_PATH=<project>` points the Dapr CLI at it. */
export const ownBinaries = join(projectRoot, '.dapr', 'bin');

/** Older sidecars acknowledge and resolve differently in ways this project was not tried with. */
const OLDEST_MINOR = 16;

/**
 * Finds the Dapr programs, else downloads the official release, else builds them with Go. `note` hears what takes long.
 * Throws a SetupError when none of the ways is open.
 */
export async function findDapr(note: (line: string) => void): Promise<DaprRuntime> {
  const present = named() ?? installed() ?? own();
  if (present !== undefined) return present;
  const reasons: string[] = [];
  const ways: [string, () => Promise<void>][] = [
    ['official release, downloaded', () => downloadDapr(ownBinaries)],
    ['built with Go', () => buildWithNote(note)],
  ];
  for (const [source, obtain] of ways) {
    try {
      await obtain();
      return runtimeIn(ownBinaries, source);
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  throw new SetupError(
    'Dapr is needed and could be neither found, downloaded nor built: install Go 1.26.4 or newer (go.dev/dl), or run `dapr init --slim`, ' +
      `or set DAPR_RUNTIME_PATH. (${reasons.join('; ')})`,
  );
}

async function buildWithNote(note: (line: string) => void): Promise<void> {
  goCommand();
  note('  The release cannot be reached; building Dapr from its Go modules, about five minutes the first time …');
  await buildDapr(ownBinaries);
}

/** The Dapr CLI's meaning of the variable ($DAPR_RUNTIME_PATH/.dapr/bin), and the folder itself. */
function named(): DaprRuntime | undefined {
  const path = process.env['DAPR_RUNTIME_PATH'];
  if (path === undefined || path === '') return undefined;
  // Ours, not filled yet: the later ways fill it.
  if (join(path, '.dapr', 'bin') === ownBinaries) return undefined;
  const folder = [join(path, '.dapr', 'bin'), path].find(isComplete);
  if (folder !== undefined) return runtimeIn(folder, `DAPR_RUNTIME_PATH, ${folder}`);
  throw new SetupError(`DAPR_RUNTIME_PATH is ${path}, which holds no daprd, placement and scheduler; correct it or unset it.`);
}

function installed(): DaprRuntime | undefined {
  const folder = join(homedir(), '.dapr', 'bin');
  return isComplete(folder) && isRecent(join(folder, 'daprd')) ? runtimeIn(folder, folder) : undefined;
}

function own(): DaprRuntime | undefined {
  return isStamped(ownBinaries, daprPrograms) ? runtimeIn(ownBinaries, '.dapr/bin') : undefined;
}

function isComplete(folder: string): boolean {
  return daprPrograms.every((program) => isExecutable(join(folder, program)));
}

function isRecent(daprd: string): boolean {
  const { stdout } = spawnSync(daprd, ['--version'], { encoding: 'utf8', timeout: 5000 });
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(stdout.trim()) ?? [];
  return major === '1' && Number(minor) >= OLDEST_MINOR;
}

function runtimeIn(folder: string, source: string): DaprRuntime {
  const [daprd, placement, scheduler] = daprPrograms.map((program) => join(folder, program)) as [string, string, string];
  return { daprd, placement, scheduler, source };
}
