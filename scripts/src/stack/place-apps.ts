import type { Server } from 'node:net';
import { join } from 'node:path';
import { SetupError } from '../errors.js';
import { chosenObservers, observerPorts } from '../observe/choice.js';
import { projectRoot } from './paths.js';
import { basePorts, claimFreeOffset, demandFree, shiftPorts, type StackPorts } from './ports.js';
import type { StackOptions } from './stack-types.js';
import { portsOf, readTopology, type AppTopology } from './topology.js';

/** The app that sends mails: the scope of components/smtp.yaml. */
const MAIL_APP = 'notification';

/** The topology at the ports this stack will use. */
export interface PlacedApps {
  readonly offset: number;
  readonly ports: StackPorts;
  /** Every app of the topology; databases are made for all of them. */
  readonly all: readonly AppTopology[];
  /** Those to be started. */
  readonly chosen: readonly AppTopology[];
  /** Whether an inbox is to run. */
  readonly inbox: boolean;
  /** Held while the stack lives, where the offset was found rather than given. */
  readonly guard?: Server;
}

/** Reads the topology and settles its ports. Throws a SetupError for a port that is taken or a service that is not there. */
export async function placeApps(options: StackOptions): Promise<PlacedApps> {
  const { apps } = readTopology(options.topologyFile ?? join(projectRoot, 'dapr.yaml'));
  const stranger = options.services?.find((name) => !apps.some((app) => app.appID === name));
  if (stranger !== undefined)
    throw new SetupError(`There is no service ${stranger} in dapr.yaml; it knows ${apps.map((app) => app.appID).join(', ')}.`);
  const inbox = options.inbox ?? apps.some(({ appID }) => appID === MAIL_APP && isChosen(options, appID));
  const { offset, guard } = await settleOffset(options, apps, inbox);
  const all = apps.map((app) => shiftApp(app, offset));
  const chosen = all.filter(({ appID }) => isChosen(options, appID));
  return { offset, ports: shiftPorts(offset), all, chosen, inbox, ...(guard && { guard }) };
}

function isChosen({ services }: StackOptions, appId: string): boolean {
  return services?.includes(appId) ?? true;
}

async function settleOffset(options: StackOptions, apps: readonly AppTopology[], inbox: boolean): Promise<{ offset: number; guard?: Server }> {
  if (options.offset === 'free') return claimFreeOffset([...Object.values(basePorts).slice(1), ...apps.flatMap((app) => [...portsOf(app).values()])]);
  const offset = options.offset ?? 0;
  const wanted = new Map<string, number>();
  const unused = new Set(['guard']);
  if (options.external?.redisUrl !== undefined) unused.add('redis');
  if (options.external?.databaseUrl !== undefined) unused.add('postgres');
  if (!inbox) ['inbox', 'smtp'].forEach((name) => unused.add(name));
  const observed = chosenObservers(options.observe);
  for (const [observer, names] of observerPorts) if (!observed.includes(observer)) names.forEach((name) => unused.add(name));
  for (const [name, port] of Object.entries(shiftPorts(offset))) {
    if (!unused.has(name)) wanted.set(name, port);
  }
  for (const app of apps) for (const [what, port] of portsOf(shiftApp(app, offset))) wanted.set(what, port);
  await demandFree(wanted, 'stop that program, or move everything with --port-offset 1000');
  return { offset };
}

function shiftApp(app: AppTopology, offset: number): AppTopology {
  return {
    ...app,
    appPort: app.appPort + offset,
    daprHTTPPort: app.daprHTTPPort + offset,
    daprGRPCPort: app.daprGRPCPort + offset,
    daprInternalGRPCPort: app.daprInternalGRPCPort + offset,
    metricsPort: app.metricsPort + offset,
  };
}
