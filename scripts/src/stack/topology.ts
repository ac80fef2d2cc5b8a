import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { messageOf, SetupError } from '../errors.js';
import { appFields, faultOf, isObject, rootFields, sharedFields, type Section } from './topology-fields.js';

/** One app and its sidecar, as `dapr run -f` would start them: common values merged in, paths absolute. */
export type AppTopology = Section<typeof sharedFields> & {
  readonly appID: string;
  readonly appDirPath: string;
  readonly appPort: number;
  readonly daprHTTPPort: number;
  readonly daprGRPCPort: number;
  readonly daprInternalGRPCPort: number;
  readonly metricsPort: number;
  readonly command: readonly string[];
  readonly resourcesPaths: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** The whole local topology. */
export interface Topology {
  readonly apps: readonly AppTopology[];
}

/** Reads a dapr.yaml. Throws a SetupError naming file and field for anything the Dapr CLI would not know. */
export function readTopology(path: string): Topology {
  if (!existsSync(path)) throw new SetupError(`${path} does not exist; it describes the local run.`);
  try {
    return parseTopology(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${path} is not valid YAML: ${messageOf(error)}`);
  }
}

/** As `readTopology`, of a text; `path` serves messages and as the place its relative paths start from. */
export function parseTopology(text: string, path: string): Topology {
  const root: unknown = parse(text);
  if (!isObject(root)) throw new SetupError(`${path} must be a map with version, common and apps.`);
  refuseUnknown(root, rootFields, path, '');
  if (root['version'] !== 1) throw new SetupError(`${path}: version must be 1.`);
  const common = readSection(root['common'] ?? {}, sharedFields, path, 'common');
  const apps = root['apps'];
  if (!Array.isArray(apps) || apps.length === 0) throw new SetupError(`${path}: apps must list at least one app.`);
  const merged = apps.map((app, index) => mergeApp(common, readSection(app, allFields, path, `apps[${index}]`), path, `apps[${index}]`));
  refuseTwins(merged, path);
  return { apps: merged };
}

const allFields = { ...sharedFields, ...appFields };
type Common = Section<typeof sharedFields>;
type App = Section<typeof allFields>;

function readSection<Fields extends typeof sharedFields>(value: unknown, fields: Fields, path: string, place: string): Section<Fields> {
  if (!isObject(value)) throw new SetupError(`${path}: ${place} must be a map.`);
  refuseUnknown(value, Object.keys(fields), path, `${place}.`);
  for (const [name, kind] of Object.entries(fields)) {
    const fault = value[name] === undefined ? undefined : faultOf(value[name], kind);
    if (fault !== undefined) throw new SetupError(`${path}: ${place}.${name} ${fault}.`);
  }
  return value as Section<Fields>;
}

function refuseUnknown(value: Record<string, unknown>, known: readonly string[], path: string, place: string): void {
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new SetupError(`${path}: the Dapr CLI does not know the field ${place}${stranger}.`);
}

/** An app's own value wins; `env` is merged name by name. Paths start at the file in `common`, at appDirPath in an app. */
function mergeApp(common: Common, app: App, path: string, place: string): AppTopology {
  const base = dirname(path);
  const need = <Name extends keyof typeof appFields>(name: Name): NonNullable<App[Name]> => {
    const value = app[name];
    if (value === undefined) throw new SetupError(`${path}: ${place}.${name} is missing.`);
    return value;
  };
  const appDirPath = resolve(base, need('appDirPath'));
  const configFilePath = absolute(app.configFilePath, appDirPath) ?? absolute(common.configFilePath, base);
  const resources = app.resourcesPaths?.map((entry) => resolve(appDirPath, entry)) ?? common.resourcesPaths?.map((entry) => resolve(base, entry));
  return {
    ...common,
    ...app,
    ...(configFilePath === undefined ? {} : { configFilePath }),
    appID: need('appID'),
    appDirPath,
    appPort: need('appPort'),
    daprHTTPPort: need('daprHTTPPort'),
    daprGRPCPort: need('daprGRPCPort'),
    daprInternalGRPCPort: need('daprInternalGRPCPort'),
    metricsPort: need('metricsPort'),
    command: need('command'),
    resourcesPaths: resources ?? [],
    env: { ...common.env, ...app.env },
  };
}

function absolute(path: string | undefined, base: string): string | undefined {
  return path === undefined ? undefined : resolve(base, path);
}

/** The five ports of an app, with what each is for. */
export function portsOf(app: AppTopology): ReadonlyMap<string, number> {
  return new Map([
    [app.appID, app.appPort],
    [`${app.appID}'s sidecar, HTTP`, app.daprHTTPPort],
    [`${app.appID}'s sidecar, gRPC`, app.daprGRPCPort],
    [`${app.appID}'s sidecar, metrics`, app.metricsPort],
    [`${app.appID}'s sidecar, internal`, app.daprInternalGRPCPort],
  ]);
}

function refuseTwins(apps: readonly AppTopology[], path: string): void {
  const seen = new Map<string | number, string>();
  for (const app of apps) {
    for (const [what, key] of [...portsOf(app), [app.appID, app.appID] as const]) {
      const twin = seen.get(key);
      if (twin !== undefined) throw new SetupError(`${path}: ${key} is used twice, by ${twin} and ${what}.`);
      seen.set(key, what);
    }
  }
}
