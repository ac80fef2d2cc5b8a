import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { promisify } from 'node:util';
import { messageOf, SetupError } from '../errors.js';
import { findCommand } from '../stack/find-command.js';
import { projectRoot } from '../stack/paths.js';

/** The program that keeps and shows traces, with the Node that runs it. */
export interface TraceBackendBinary {
  readonly node: string;
  readonly script: string;
  /** Which was taken, for a person. */
  readonly source: string;
}

/** The viewer keeps its traces in the SQLite that comes with Node from here on. */
const OLDEST_NODE = [22, 13] as const;
const INSTALL_MS = 300_000;
const run = promisify(execFile);

/**
 * Finds the trace viewer in `.tools`, else installs it there from its lock file, with a newer Node where the one that runs is too
 * old for it. `note` hears what takes long. Safe to call from several processes at once. Throws a SetupError.
 */
export async function findTraceBackend(note: (line: string) => void): Promise<TraceBackendBinary> {
  const manifest = join(projectRoot, 'scripts', 'trace-backend');
  const { dependencies } = JSON.parse(readFileSync(join(manifest, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const name = `autotel-devtools ${dependencies['autotel-devtools']}`;
  const own = isRecent(process.versions.node);
  const folder = join(projectRoot, '.tools', `${name.replace(' ', '-')}${own ? '' : '-with-node'}`);
  if (!existsSync(folder)) {
    note(`  Installing the trace viewer${own ? '' : ' and the Node it needs'} into .tools, once …`);
    await install(manifest, folder, own);
  }
  const node = own ? process.execPath : join(folder, 'node_modules', `node-${platform}-${arch}`, 'bin', 'node');
  if (!existsSync(node)) {
    rmSync(folder, { recursive: true, force: true });
    throw new SetupError(`The trace viewer needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  }
  return { node, script: join(folder, 'node_modules', 'autotel-devtools', 'dist', 'cli.js'), source: `${name}, .tools` };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** Into a folder beside it first: what has the final name is whole. */
async function install(manifest: string, folder: string, own: boolean): Promise<void> {
  const npm = findCommand('npm');
  if (npm === undefined) throw new SetupError('The trace viewer is installed with npm, which is not in PATH.');
  mkdirSync(dirname(folder), { recursive: true });
  const place = mkdtempSync(join(dirname(folder), '.trace-viewer-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(manifest, file), join(place, file));
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', ...(own ? ['--omit=optional'] : [])];
    await run(npm, ['ci', ...flags], { cwd: place, timeout: INSTALL_MS });
    renameSync(place, folder);
  } catch (error) {
    // Another process was faster.
    if (existsSync(folder)) return;
    throw new SetupError(`The trace viewer could not be installed: ${messageOf(error)}`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
