import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Progress } from '../progress.js';
import { runOwned } from '../stack/managed-process.js';
import { makeDirectory, projectRoot } from '../stack/paths.js';
import { openPidFile, type PidFile } from '../stack/pid-file.js';
import { createStack } from '../stack/stack.js';
import { deleteStackData, throwawayDirectory } from '../stack/throwaway.js';
import { createBuild, type Build, type BuiltStage, type RunToEnd } from './build.js';
import { folderOf, readImages } from './images.js';
import { isolationOf } from './isolated-sandbox.js';
import { openFolder } from './open-folder.js';
import { faultsOf, megabytesOf, shorten } from './rules.js';
import { openSandbox } from './open-sandbox.js';
import type { Sandbox } from './sandbox.js';
import { startImage } from './start.js';
import { differencesOf, digestOf, readTree, type TreeEntry } from './tree.js';

/** Which images are checked, and how. */
export interface CheckOptions {
  readonly services: readonly string[];
  readonly progress: Progress;
  /** Builds only the first image twice, both times with the same build tools; what ends up in it is made anew all the same. */
  readonly quick?: boolean;
  /** Leaves everything where it was built. */
  readonly keep?: boolean;
  /** Handed the way to end it all before anything runs. */
  readonly onStoppable?: (stop: () => Promise<void>) => void;
}

/** What was found of one image. */
export interface ImageReport {
  readonly service: string;
  readonly megabytes: number;
  readonly files: number;
  /** Of the layer of dependencies; where two images show the same, a node holds it once. */
  readonly dependencies: { readonly megabytes: number; readonly digest: string };
  /** Of everything in it; the same files and times always show the same. */
  readonly digest: string;
  /** How often it was built; of two builds the same had to come out. */
  readonly builds: number;
  /** What is wrong; empty when nothing is. */
  readonly faults: readonly string[];
}

/** What was found, and how it was looked for. */
export interface CheckReport {
  readonly sandbox: string;
  readonly directory: string;
  readonly images: readonly ImageReport[];
}

interface Bench {
  readonly scratch: string;
  readonly sandbox: Sandbox;
  readonly pids: PidFile;
  readonly run: RunToEnd;
  readonly tools: readonly string[];
}

/** Builds images twice, compares, looks through what came out, and starts it. Throws a SetupError when a build step fails. */
export async function checkImages(options: CheckOptions): Promise<CheckReport> {
  for (const service of options.services) folderOf(service);
  // Without a chroot Node would look for packages in the folders above; there must be none.
  const outside = isolationOf() === undefined || options.keep === true;
  const scratch = outside ? openFolder(join(tmpdir(), 'sidecart-image-')) : makeDirectory(throwawayDirectory('test'));
  const pids = await openPidFile(scratch);
  const close = async (): Promise<void> => {
    await pids.close();
    if (options.keep !== true) deleteStackData(scratch);
  };
  options.onStoppable?.(close);
  try {
    const sandbox = openSandbox(scratch);
    const bench = { scratch, sandbox, pids, run: runner(scratch, pids), tools: developmentPackages() };
    const built = await buildAll(options, bench);
    const images = await startAll(options, bench, built);
    return { sandbox: sandbox.description, directory: scratch, images };
  } finally {
    await close();
  }
}

type BuiltImage = { readonly report: ImageReport; readonly image: BuiltStage };

async function buildAll({ services, progress, quick = false }: CheckOptions, bench: Bench): Promise<BuiltImage[]> {
  const build = (name: string, done?: Build['done']): Build =>
    createBuild({ folder: projectRoot, scratch: fresh(bench.scratch, name), sandbox: bench.sandbox, run: bench.run, ...(done && { done }) });
  const first = await buildTools(build('tools'), progress);
  const second = quick ? first : await buildTools(build('tools-again'), progress);
  const built: BuiltImage[] = [];
  for (const [index, service] of services.entries()) {
    const once = (again: string, { done }: Build): Promise<Once> => buildOnce(build(`${service}${again}`, done), service);
    const one = await progress.step(`Image ${service}`, () => once('', first), sizeOf);
    const twice = !quick || index === 0;
    const other = twice ? await progress.step(`Image ${service}, again`, () => once('-again', second), verdictOn(one)) : undefined;
    built.push({ image: one.image, report: reportOf(service, one, other, bench.tools) });
  }
  return built;
}

async function buildTools(build: Build, progress: Progress): Promise<Build> {
  await progress.step('Build tools', () => build.stage({}, 'tools'));
  return build;
}

const sizeOf = ({ tree }: Once): string => `${megabytesOf(tree).toFixed(1)} MB`;
const verdictOn =
  (one: Once) =>
  (other: Once): string =>
    digestOf(one.tree) === digestOf(other.tree) ? 'the same to the byte' : 'different';

interface Once {
  readonly image: BuiltStage;
  readonly tree: readonly TreeEntry[];
  readonly dependencies: ImageReport['dependencies'];
}

async function buildOnce(build: Build, service: string): Promise<Once> {
  const args = { SERVICE: service, VERSION: readImages().version, REVISION: 'check' };
  const image = await build.stage(args);
  const layer = readTree(join((await build.stage(args, 'dependencies')).tree, 'out'));
  // Only the image itself is needed from here on, and there are many.
  const folder = dirname(image.tree);
  for (const name of readdirSync(folder)) if (name !== basename(image.tree)) rmSync(join(folder, name), { recursive: true });
  return { image, tree: readTree(image.tree), dependencies: { megabytes: megabytesOf(layer), digest: digestOf(layer) } };
}

function reportOf(service: string, { image, tree, dependencies }: Once, again: Once | undefined, tools: readonly string[]): ImageReport {
  const { version } = readImages();
  const differences = again === undefined ? [] : shorten(differencesOf(tree, again.tree));
  const faults = [...differences, ...faultsOf({ service, version, image, tree, tools })];
  return { service, megabytes: megabytesOf(tree), files: tree.length, dependencies, digest: digestOf(tree), builds: again ? 2 : 1, faults };
}

async function startAll({ progress, onStoppable }: CheckOptions, bench: Bench, built: readonly BuiltImage[]): Promise<ImageReport[]> {
  const services = built.map(({ report }) => report.service).filter((name) => folderOf(name).startsWith('services/'));
  const dataDir = throwawayDirectory('test');
  const stack = await createStack({ name: 'image', dataDir, offset: 'free', services, progress, ...(onStoppable && { onStoppable }) });
  const surroundings = { stack, sandbox: bench.sandbox, pids: bench.pids, directory: join(bench.scratch, 'logs') };
  try {
    const reports: ImageReport[] = [];
    for (const { report, image } of built) {
      const start = (): Promise<string[]> => startImage({ service: report.service, image }, surroundings);
      const faults = await progress.step(`Start of ${report.service}`, start, (found) =>
        found.length === 0 ? 'ready, and ended when asked' : 'failed',
      );
      reports.push({ ...report, faults: [...report.faults, ...faults] });
    }
    return reports;
  } finally {
    await stack.stop();
    deleteStackData(dataDir);
  }
}

function runner(scratch: string, pids: PidFile): RunToEnd {
  let steps = 0;
  const logs = makeDirectory(join(scratch, 'logs'));
  return (command, env) => {
    steps += 1;
    return runOwned({ name: 'the step', command, env, cwd: '/', logFile: join(logs, `step-${String(steps)}.log`) }, pids);
  };
}

function fresh(scratch: string, name: string): string {
  const folder = join(scratch, 'stages', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function developmentPackages(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  return Object.keys(manifest.devDependencies);
}
