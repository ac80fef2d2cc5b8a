import { randomUUID } from 'node:crypto';
import { Unavailable, type InvokeRequest, type InvokeResponse } from '@sidecart/platform';
import type { FakeDapr } from '@sidecart/platform/testing';

/** What a test has another service answer in place of its own answer. `lost`: it does as asked, and its answer never arrives. */
export type Told = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } | 'away' | 'lost';

/** One call another service was asked with. */
export interface Asked {
  /** App and path, an id in it as `:id`. */
  readonly route: string;
  readonly request: InvokeRequest;
}

/** The other services of a test, as they keep their promises: each effect once under its key, and none after its undoing. */
export interface OtherServices {
  /** The total every order is quoted at, minor units. */
  price: number;
  /** Captures by payment's key. */
  readonly charges: Map<string, string>;
  /** Orders whose goods are set aside. */
  readonly held: Set<string>;
  /** Orders with a label. */
  readonly labels: Set<string>;
  /** Runs before a route answers: what happens meanwhile. */
  during: (route: string) => Promise<void> | void;
  /** Has the next call of a route answered otherwise. */
  next(route: string, ...answers: Told[]): void;
  /** Calls since the last `forget`, in their order. */
  asked(): readonly Asked[];
  routes(): readonly string[];
  forget(): void;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const problem = (status: number, code: string, more: object = {}) => ({ status, body: { code, detail: `refused as ${code}`, ...more } });

/** Makes them stand behind a fake sidecar. */
export function otherServices(dapr: FakeDapr): OtherServices {
  const scripts = new Map<string, Told[]>();
  const barred = new Set<string>();
  let from = dapr.invokes.length;
  const world: OtherServices = {
    ...{ price: 3025, charges: new Map(), held: new Set(), labels: new Set(), during: () => undefined },
    next: (route, ...answers) => void scripts.set(route, [...(scripts.get(route) ?? []), ...answers]),
    asked: () => dapr.invokes.slice(from).map(({ appId, request }) => ({ route: routeOf(appId, request), request })),
    routes: () => world.asked().map(({ route }) => route),
    forget: () => void (from = dapr.invokes.length),
  };
  const answers = answersOf(world, barred);
  dapr.onInvoke = async (appId, request) => {
    const route = routeOf(appId, request);
    await world.during(route);
    const told = scripts.get(route)?.shift();
    if (told === 'away') throw new Unavailable('SERVICE_UNAVAILABLE', `${appId} does not answer`);
    if (told !== undefined && told !== 'lost') return whole(told);
    const answer = answers[route];
    if (answer === undefined) throw new Error(`nobody in this test answers ${route}`);
    const given = whole(answer(idIn(request), request));
    if (told === 'lost') throw new Unavailable('SERVICE_UNAVAILABLE', `the answer of ${appId} was lost`);
    return given;
  };
  return world;
}

const routeOf = (appId: string, { path }: InvokeRequest): string => `${appId} ${path.replace(UUID, ':id')}`;
const idIn = ({ path, body, idempotencyKey = '' }: InvokeRequest): string =>
  UUID.exec(`${path} ${idempotencyKey} ${JSON.stringify(body)}`)?.[0] ?? '';
const whole = ({ status, body, headers = {} }: Exclude<Told, string>): InvokeResponse => ({ status, headers, body });

type Answer = (orderId: string, request: InvokeRequest) => Exclude<Told, string>;

function answersOf(world: OtherServices, barred: Set<string>): Readonly<Record<string, Answer>> {
  return { ...questions(world), ...warehouse(world, barred), ...payment(world, barred), ...shipping(world, barred) };
}

const ok = (body: unknown): Exclude<Told, string> => ({ status: 200, body });
const totalOf = ({ price }: OtherServices) => ({ minor: price, currency: 'EUR' });

const questions = (world: OtherServices): Record<string, Answer> => ({
  'warehouse /availability': () => ok({ available: true, missing: [] }),
  'customers /eligibility': () => ok({ eligible: true, known: false, tier: 'NONE' }),
  'pricing /quotes': () => ({ status: 201, body: { total: totalOf(world) } }),
  'pricing /quotes?dryRun=true': () => ok({ total: totalOf(world) }),
  'pricing /quotes/:id/confirm': () => ok({ total: totalOf(world) }),
  'fraud /scores': () => ok({ decision: 'approve', score: 10, reasons: [] }),
  'fraud /scores?dryRun=true': () => ok({ decision: 'approve', score: 10, reasons: [], dryRun: true }),
  'payment /payments?dryRun=true': () => ok({ possible: true }),
  'shipping /shipments?dryRun=true': () => ok({ possible: true }),
});

function warehouse({ held }: OtherServices, barred: Set<string>): Record<string, Answer> {
  const reserve = (id: string) => {
    if (barred.has(`goods ${id}`)) return problem(409, 'RESERVATION_RELEASED');
    held.add(id);
    return ok({ orderId: id, reservationId: id, status: 'HELD' });
  };
  return {
    'warehouse /reservations': reserve,
    'warehouse /reservations/:id/confirm': (id) => (held.has(id) ? reserve(id) : problem(409, 'OUT_OF_STOCK')),
    'warehouse /reservations/:id/release': (id) => {
      barred.add(`goods ${id}`);
      held.delete(id);
      return ok({ orderId: id, status: 'RELEASED' });
    },
  };
}

function payment(world: OtherServices, barred: Set<string>): Record<string, Answer> {
  const { charges } = world;
  return {
    'payment /payments': (_id, { idempotencyKey = '' }) => {
      if (barred.has(idempotencyKey)) return problem(409, 'PAYMENT_VOIDED');
      const id = charges.get(idempotencyKey) ?? randomUUID();
      charges.set(idempotencyKey, id);
      return { status: 201, body: { id, status: 'CAPTURED', amount: totalOf(world) } };
    },
    'payment /payments/void': (_id, { body }) => {
      const { key } = body as { key: string };
      barred.add(key);
      charges.delete(key);
      return ok({ key, status: 'VOIDED' });
    },
  };
}

function shipping({ labels }: OtherServices, barred: Set<string>): Record<string, Answer> {
  return {
    'shipping /shipments': (id) => {
      if (barred.has(`label ${id}`)) return problem(409, 'SHIPMENT_CANCELLED');
      labels.add(id);
      return { status: 201, body: { orderId: id, shipmentId: id, carrier: 'Parcel Line', trackingNumber: 'PL123456789' } };
    },
    'shipping /shipments/:id/cancel': (id) => {
      barred.add(`label ${id}`);
      labels.delete(id);
      return ok({ orderId: id, status: 'CANCELLED' });
    },
  };
}
