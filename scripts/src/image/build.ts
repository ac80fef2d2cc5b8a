import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, SetupError } from '../errors.js';
import { copyFolder, copyFromContext, readContext, type BuildContext } from './context.js';
import { expand, parseDockerfile, type Dockerfile, type Stage } from './dockerfile.js';
import type { Instruction } from './instructions.js';
import { openFolder } from './open-folder.js';
import type { Sandbox } from './sandbox.js';

/** What is built from, and where. */
export interface BuildOptions {
  /** The folder with Dockerfile and .dockerignore. */
  readonly folder: string;
  /** Is given a folder for each stage that is built. */
  readonly scratch: string;
  readonly sandbox: Sandbox;
  /** Runs a command line to its end; throws with what it printed when it fails. */
  readonly run: RunToEnd;
  /** What an earlier build of the same files made, to be used again, as an engine's cache would be. */
  readonly done?: ReadonlyMap<string, Promise<BuiltStage>>;
}

/** Runs a command line to its end, in exactly this environment. */
export type RunToEnd = (command: readonly string[], env: Readonly<Record<string, string>>) => Promise<unknown>;

/** What a stage came to. */
export interface BuiltStage {
  /** Plays the WORKDIR, or what the stage added to it. What is outside of it is the base image's. */
  readonly tree: string;
  /** The folders of the stages it is laid over, nearest first. */
  readonly below: readonly string[];
  readonly workdir: string;
  readonly env: Values;
  readonly labels: Values;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
}

/** A Dockerfile being carried out. */
export interface Build {
  /** Builds a stage, the last one unless named, with these build arguments; what it stands on side by side. Once, for the same arguments. */
  stage(args: Values, name?: string): Promise<BuiltStage>;
  /** All stages so far, for another build. */
  readonly done: ReadonlyMap<string, Promise<BuiltStage>>;
}

type Values = Readonly<Record<string, string>>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A stage at work. */
interface Work {
  readonly built: Writable<BuiltStage>;
  /** Build arguments that have been declared. */
  readonly args: Record<string, string>;
  readonly given: Values;
  readonly others: ReadonlyMap<string, BuiltStage>;
  readonly context: BuildContext;
  readonly sandbox: Sandbox;
  readonly run: RunToEnd;
}

/** Carries out a Dockerfile's steps as an engine would, with the machine's programs in place of the base image's. */
export function createBuild({ folder, scratch, sandbox, run, done: earlier }: BuildOptions): Build {
  const file = parseDockerfile(readFileSync(join(folder, 'Dockerfile'), 'utf8'));
  const context = readContext(folder);
  const done = new Map(earlier);
  const stage = (given: Values, name = file.stages.at(-1)?.name): Promise<BuiltStage> => {
    const wanted = file.stages.find((candidate) => candidate.name === name);
    if (wanted === undefined) throw new SetupError(`Dockerfile: there is no stage ${name ?? ''}.`);
    const key = keyOf(file, wanted, given);
    const building = done.get(key) ?? carryOut(wanted, given);
    done.set(key, building);
    return building;
  };
  const carryOut = async (wanted: Stage, given: Values): Promise<BuiltStage> => {
    const sources = sourcesOf(file, wanted).map(({ name }) => name);
    const others = new Map(await Promise.all(sources.map(async (name) => [name, await stage(given, name)] as const)));
    const tree = openFolder(join(scratch, `${wanted.name}-`));
    const base = others.get(wanted.base);
    const below = base === undefined || !sandbox.stacks ? [] : [base.tree, ...base.below];
    if (base !== undefined && !sandbox.stacks) await copyFolder(base.tree, tree);
    const start = base ?? baseImage(expand(wanted.base, file.args));
    const work: Work = { built: { ...start, tree, below }, args: {}, given, others, context, sandbox, run };
    for (const step of wanted.instructions) {
      await carryOutStep(step, work).catch((error: unknown) => {
        throw new SetupError(`Dockerfile, stage ${wanted.name}, ${step.kind.toUpperCase()}: ${messageOf(error)}`);
      });
    }
    return work.built;
  };
  return { stage, done };
}

/** The stages another one stands on or copies from. */
function sourcesOf({ stages }: Dockerfile, { base, instructions }: Stage): Stage[] {
  const names = [base, ...instructions.flatMap((step) => (step.kind === 'copy' && step.from !== undefined ? [step.from] : []))];
  return stages.filter(({ name }) => names.includes(name));
}

/** Tells apart what a stage comes to with different arguments, so far as it, or what it stands on, asks for them. */
function keyOf(file: Dockerfile, stage: Stage, given: Values): string {
  const asked = stage.instructions.flatMap((step) => (step.kind === 'arg' ? [`${step.name}=${given[step.name] ?? ''}`] : []));
  return [stage.name, ...asked, ...sourcesOf(file, stage).map((source) => `(${keyOf(file, source, given)})`)].join(' ');
}

/** An image cannot be had here: its place is held by the machine. */
function baseImage(name: string): BuiltStage {
  if (!/^[\w./-]+:[\w.-]+$/.test(name) || name.endsWith(':latest')) throw new SetupError(`Dockerfile: FROM ${name} names no version.`);
  return { tree: '', below: [], workdir: '/', env: {}, labels: {}, user: '', entrypoint: [], cmd: [] };
}

async function carryOutStep(step: Instruction, { built, args, given, others, context, sandbox, run }: Work): Promise<void> {
  const put = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expand(value, { ...args, ...built.env })]));
  switch (step.kind) {
    case 'arg':
      return void (args[step.name] = given[step.name] ?? step.value ?? '');
    case 'env':
      return void (built.env = { ...built.env, ...put(step.values) });
    case 'label':
      return void (built.labels = { ...built.labels, ...put(step.values) });
    case 'workdir':
      return void (built.workdir = step.path);
    case 'user':
      return void (built.user = step.user);
    case 'entrypoint':
      return void (built.entrypoint = step.words);
    case 'cmd':
      return void (built.cmd = step.words);
    case 'run': {
      const room = { tree: built.tree, below: built.below, workdir: built.workdir, command: ['/bin/sh', '-c', step.command], caches: step.caches };
      await run(sandbox.workshop(room), { PATH: process.env['PATH'] ?? '', ...sandbox.workshopEnv, ...args, ...built.env });
      return;
    }
    case 'copy':
      await copy(step, built.tree, context, others);
  }
}

async function copy(
  { from, sources, destination }: Extract<Instruction, { kind: 'copy' }>,
  tree: string,
  context: BuildContext,
  others: Work['others'],
): Promise<void> {
  if (destination.startsWith('/')) throw new Error(`${destination} does not start at the WORKDIR`);
  // A trailing slash matters to what follows, and join keeps it.
  const target = join(tree, destination);
  if (from === undefined) {
    copyFromContext(context, sources, target);
    return;
  }
  const other = others.get(from);
  if (other === undefined) throw new Error(`there is no stage ${from}`);
  for (const source of sources) await copyFolder(placeIn(other, source), target);
}

/** Where a folder of another stage is. */
function placeIn({ tree, below, workdir }: BuiltStage, path: string): string {
  if (!`${path}/`.startsWith(`${workdir}/`)) throw new Error(`${path} is outside of that stage's WORKDIR ${workdir}`);
  const places = [tree, ...below].map((folder) => join(folder, path.slice(workdir.length))).filter(existsSync);
  const [place] = places;
  if (place === undefined || places.length > 1) throw new Error(`${path} is not in exactly one of the stages`);
  return place;
}
