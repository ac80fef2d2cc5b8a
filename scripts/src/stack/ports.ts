import { createServer, type Server } from 'node:net';
import { SetupError } from '../errors.js';

/** The ports of the parts every stack has, before its offset. */
export const basePorts = {
  guard: 4049,
  placement: 4050,
  placementHealth: 4051,
  placementMetrics: 4052,
  placementRaft: 4053,
  scheduler: 4060,
  schedulerHealth: 4061,
  schedulerMetrics: 4062,
  schedulerEtcdClient: 4063,
  schedulerEtcdPeer: 4064,
  redis: 4070,
  inbox: 4071,
  smtp: 4072,
  prometheus: 4073,
  alertmanager: 4074,
  streamLag: 4075,
  traces: 4076,
  tracesOtlp: 4077,
  postgres: 4080,
} as const;

/** What listens where in one stack. */
export type StackPorts = { readonly [name in keyof typeof basePorts]: number };

/** The common ports of a stack that is moved by `offset`. */
export function shiftPorts(offset: number): StackPorts {
  const entries = Object.entries(basePorts).map(([name, port]) => [name, port + offset]);
  return Object.fromEntries(entries) as StackPorts;
}

/** Whether nothing listens on this port on any address of the machine. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port, '0.0.0.0').catch(() => undefined);
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** Throws a SetupError naming the first taken port and the part that wants it. */
export async function demandFree(wanted: ReadonlyMap<string, number>, cure: string): Promise<void> {
  for (const [what, port] of wanted) {
    if (!(await isFree(port))) throw new SetupError(`Port ${String(port)} (${what}) is taken by another program; ${cure}.`);
  }
}

const STEP = 600;
const SLOTS = 44;

/**
 * Finds an offset at which all of `ports` are free, below the range systems hand out by themselves, and holds its
 * guard port so that two stacks looking at the same moment never settle on the same one.
 */
export async function claimFreeOffset(ports: readonly number[]): Promise<{ offset: number; guard: Server }> {
  const first = Math.floor(Math.random() * SLOTS);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const offset = STEP * (1 + ((first + slot) % SLOTS));
    const guard = await listen(basePorts.guard + offset, '127.0.0.1').catch(() => undefined);
    if (guard === undefined) continue;
    const free = await Promise.all(ports.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return { offset, guard: guard.unref() };
    await new Promise((resolve) => guard.close(resolve));
  }
  throw new SetupError('No free range of ports was found between 4600 and 31000; stop other programs that listen there and try again.');
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      resolve(server);
    });
  });
}
