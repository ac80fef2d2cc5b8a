import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SetupError } from '../errors.js';
import { readTopology, type AppTopology } from '../stack/topology.js';
import type { Manifest } from './manifest.js';
import { readSizing, type ServiceSize, type Sizing } from './sizing.js';

/** What a service publishes and consumes, from the code. */
export interface Scope {
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
}

/** Calls a service makes, such as `POST /quotes`, by the service called; `consumers` stands for everybody who consumes. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** k8s/images.yaml. */
export interface Images {
  readonly registry: string;
  readonly version: string;
  readonly services: readonly string[];
  readonly thirdParty: Readonly<Record<string, string>>;
}

/** All that the manifests are made of. */
export interface Sources {
  readonly apps: readonly AppTopology[];
  /** The Dapr resources of the local run, but its Configuration. */
  readonly components: readonly Manifest[];
  readonly configuration: Manifest;
  readonly scopes: {
    readonly metadata: readonly { readonly name: string; readonly value: string }[];
    readonly services: Readonly<Record<string, Scope>>;
  };
  readonly sizing: Sizing;
  readonly calls: Readonly<Record<string, Calls>>;
  readonly images: Images;
  /** File name without extension → content, of monitoring/rules and monitoring/dashboards. */
  readonly rules: ReadonlyMap<string, unknown>;
  readonly dashboards: ReadonlyMap<string, string>;
}

/** Reads them. Throws a SetupError where they contradict each other. */
export function readSources(root: string): Sources {
  const yaml = (...path: readonly string[]): unknown => parse(readFileSync(join(root, ...path), 'utf8'));
  const resources = namesIn(join(root, 'components'), '.yaml').map((name) => yaml('components', `${name}.yaml`) as Manifest);
  const configuration = resources.find(({ kind }) => kind === 'Configuration');
  if (configuration === undefined) throw new SetupError('components/ holds no Configuration.');
  const sources: Sources = {
    apps: readTopology(join(root, 'dapr.yaml')).apps,
    components: resources.filter((resource) => resource !== configuration),
    configuration,
    scopes: JSON.parse(readFileSync(join(root, 'packages/contracts/src/generated/scopes.json'), 'utf8')) as Sources['scopes'],
    sizing: readSizing(yaml('k8s', 'services.yaml'), 'k8s/services.yaml'),
    calls: yaml('k8s', 'invocations.yaml') as Sources['calls'],
    images: yaml('k8s', 'images.yaml') as Images,
    rules: filesIn(join(root, 'monitoring', 'rules'), '.yaml', (content) => parse(content) as unknown),
    dashboards: filesIn(join(root, 'monitoring', 'dashboards'), '.json', (content) => content),
  };
  demandSameServices(sources);
  return sources;
}

/** The size of a service; every app has one once the sources are read. */
export function sizeOf({ sizing }: Pick<Sources, 'sizing'>, app: string): ServiceSize {
  const size = sizing.services[app];
  if (size === undefined) throw new SetupError(`k8s/services.yaml does not know ${app}.`);
  return size;
}

/** The topics a service consumes. */
export const topicsOf = ({ scopes }: Pick<Sources, 'scopes'>, app: string): readonly string[] => scopes.services[app]?.consumes ?? [];

/** Who calls `callee`, and what of it. */
export function callersOf(sources: Pick<Sources, 'calls' | 'scopes'>, callee: string): ReadonlyMap<string, readonly string[]> {
  const consumes = topicsOf(sources, callee).length > 0;
  const entries = Object.entries(sources.calls).map(([caller, calls]) => {
    const made = [...(calls[callee] ?? []), ...(consumes && caller !== callee ? (calls['consumers'] ?? []) : [])];
    return [caller, made] as const;
  });
  return new Map(entries.filter(([, made]) => made.length > 0));
}

function demandSameServices({ apps, sizing, calls, scopes }: Sources): void {
  const known = new Set(apps.map(({ appID }) => appID));
  for (const { appID } of apps) sizeOf({ sizing }, appID);
  const named = [...Object.keys(sizing.services), ...Object.keys(scopes.services), ...Object.keys(calls)];
  const callees = Object.values(calls)
    .flatMap((made) => Object.keys(made))
    .filter((callee) => callee !== 'consumers');
  const stranger = [...named, ...callees].find((name) => !known.has(name));
  if (stranger !== undefined) throw new SetupError(`k8s/ or a service's subscriptions name ${stranger}, which is not in dapr.yaml.`);
}

function namesIn(folder: string, extension: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(extension));
    return names.map((name) => name.slice(0, -extension.length)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function filesIn<Content>(folder: string, extension: string, read: (content: string) => Content): ReadonlyMap<string, Content> {
  return new Map(namesIn(folder, extension).map((name) => [name, read(readFileSync(join(folder, name + extension), 'utf8'))]));
}
