import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, SetupError } from '../errors.js';
import { goCommand } from '../stack/dapr-build.js';
import { findCommand, isExecutable } from '../stack/find-command.js';
import { projectRoot } from '../stack/paths.js';
import { findDebianCommands, unpackPackage } from './debian-packages.js';

/** Prometheus and its tool. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
  /** The folder of its pages, where they are not built into the program. */
  readonly webAssets: string | undefined;
  /** Which were taken, for a person. */
  readonly source: string;
}

/** Alertmanager and its tool. */
export interface AlertmanagerPrograms {
  readonly alertmanager: string;
  readonly amtool: string;
  /** Which were taken, for a person. */
  readonly source: string;
}

/** The project's own folder for programs it fetched or built. */
export const ownTools = join(projectRoot, '.tools');

type Note = (line: string) => void;
type Version = readonly [major: number, minor: number];

/** The oldest versions the rules and the configuration were tried with. */
const OLDEST = { prometheus: [2, 42], alertmanager: [0, 25] } as const satisfies Record<string, Version>;
const ALERTMANAGER = '0.28.1';

/**
 * Finds Prometheus and promtool in PATH, else in `tools`, else fetches Debian's package there. `note` hears what takes long.
 * Safe to call from several processes at once. Throws a SetupError that tells how to install them.
 */
export async function findPrometheus(note: Note, tools = ownTools): Promise<PrometheusPrograms> {
  const [prometheus, promtool] = [inPath(OLDEST.prometheus, 'prometheus'), inPath(OLDEST.prometheus, 'promtool')];
  if (prometheus !== undefined && promtool !== undefined) return { prometheus, promtool, webAssets: undefined, source: prometheus };
  const folder = join(tools, 'prometheus');
  const source = existsSync(folder) ? '.tools/prometheus' : "Debian's package, fetched into .tools/prometheus";
  if (!existsSync(folder)) {
    const commands = findDebianCommands();
    if (commands === undefined) throw missing('Prometheus', 'brew install prometheus, or its release from prometheus.io/download');
    note("  Fetching Debian's Prometheus package into .tools, once …");
    // Its pages need scripts and fonts of other packages; the program needs nothing but the C library.
    await fill(folder, 'Prometheus', (place) => unpackPackage(commands, 'prometheus', place, /^(libjs-|node-popper|fonts-)/));
  }
  const fetched = (name: string): string => demand(join(folder, 'usr', 'bin', name), OLDEST.prometheus);
  return { prometheus: fetched('prometheus'), promtool: fetched('promtool'), webAssets: join(folder, 'usr', 'share', 'prometheus', 'web'), source };
}

/**
 * Finds Alertmanager and amtool in PATH, else in `tools`, else builds them there from their Go module: Debian's package reads
 * its templates from /usr/share only, where nothing is put without root. Otherwise as `findPrometheus`.
 */
export async function findAlertmanager(note: Note, tools = ownTools): Promise<AlertmanagerPrograms> {
  const alertmanager = inPath(OLDEST.alertmanager, 'alertmanager', 'prometheus-alertmanager');
  const amtool = inPath(OLDEST.alertmanager, 'amtool');
  if (alertmanager !== undefined && amtool !== undefined) return { alertmanager, amtool, source: alertmanager };
  const name = `alertmanager-${ALERTMANAGER}`;
  const folder = join(tools, name);
  const source = existsSync(folder) ? `.tools/${name}` : `${ALERTMANAGER}, built with Go into .tools/${name}`;
  if (!existsSync(folder)) await buildAlertmanager(folder, note);
  const built = (program: string): string => demand(join(folder, program), OLDEST.alertmanager);
  return { alertmanager: built('alertmanager'), amtool: built('amtool'), source };
}

async function buildAlertmanager(folder: string, note: Note): Promise<void> {
  const cure = 'apt install prometheus-alertmanager, brew install alertmanager, its release from prometheus.io/download, or Go';
  const go = ((): string => {
    try {
      return goCommand();
    } catch (error) {
      throw missing('Alertmanager', cure, error);
    }
  })();
  note('  Building Alertmanager from its Go module into .tools, about two minutes, once …');
  const packages = ['alertmanager', 'amtool'].map((name) => `github.com/prometheus/alertmanager/cmd/${name}@v${ALERTMANAGER}`);
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const stamp = `-s -w -X github.com/prometheus/common/version.Version=${ALERTMANAGER}`;
  await fill(folder, 'Alertmanager', (place) =>
    promisify(execFile)(go, ['install', '-ldflags', stamp, ...packages], { cwd: place, env: { ...env, GOBIN: place } }),
  );
}

/** Fills a folder that is there only when it is whole. Whoever is second keeps the first one's. */
async function fill(folder: string, what: string, make: (place: string) => Promise<unknown>): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const place = mkdtempSync(`${folder}.`);
  try {
    await make(place);
    renameSync(place, folder);
  } catch (error) {
    if (!existsSync(folder)) throw new SetupError(`${what} could not be fetched; install it. (${lastLine(error)})`, { cause: error });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function inPath(oldest: Version, ...names: readonly string[]): string | undefined {
  const path = findCommand(...names);
  return path !== undefined && isRecent(path, oldest) ? path : undefined;
}

function demand(path: string, oldest: Version): string {
  if (isExecutable(path) && isRecent(path, oldest)) return path;
  throw new SetupError(
    `${path} is missing, does not run, or is older than ${oldest.join('.')}; delete its folder in .tools, or install a newer one.`,
  );
}

function isRecent(program: string, [major, minor]: Version): boolean {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const [, found = '', minorFound = ''] = /version v?(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(found) > major || (found === String(major) && Number(minorFound) >= minor);
}

function missing(what: string, cure: string, cause?: unknown): SetupError {
  const why = cause === undefined ? '' : ` (${messageOf(cause)})`;
  return new SetupError(`${what} is needed and was neither found nor could be fetched: ${cure}.${why}`);
}

function lastLine(error: unknown): string {
  return messageOf(error).trim().split('\n').at(-1) ?? '';
}
