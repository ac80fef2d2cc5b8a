import { topics } from '@sidecart/contracts';
import { isOutage, withFlow, type NewEvent, type Platform } from '@sidecart/platform';
import type { Order } from '../domain/order.js';
import { notUndone } from '../domain/progress.js';
import { recordedAnswer } from '../domain/sale.js';
import { decideLook, nextLookIn, questionAbout, type Finding, type Limits, type Verdict } from '../domain/sweep.js';
import { orderEvent } from '../order-events.js';
import type { Inquire } from '../remote/inquiries.js';
import type { Services } from '../remote/services.js';
import type { OrdersTx } from '../store/client.js';
import { lockOrders } from '../store/order-store.js';
import { parkUndoings, planLook, takeDue, type StandingOrder } from '../store/standing-orders.js';
import { appendTimeline, type TimelineLine } from '../store/timeline-store.js';
import type { ApplyFacts } from './apply-facts.js';
import { RAISE_EVENT, type RaisePayload } from './cancel-order.js';

/** Looks after orders that stand still. */
export interface SweepOrders {
  /** Looks at one batch; resolves to how many orders were in it. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

/** What the sweeper works with. */
export interface SweepParts {
  readonly platform: Platform<OrdersTx>;
  readonly applyFacts: ApplyFacts;
  readonly inquire: Inquire;
  readonly services: Pick<Services, 'reserve' | 'ship'>;
  readonly limits: Limits & { readonly SWEEP_POLL_MS: number };
}

const BATCH_SIZE = 20;
/** Longer than a batch takes when nobody answers. */
const LEASE_MS = 60_000;
const REQUEST_MS = 3_000;

/**
 * Makes it. Orders are asked about side by side, outside any transaction; then each is locked, and what was found is applied
 * only if the order has not moved meanwhile.
 */
export function createSweepOrders(parts: SweepParts): SweepOrders {
  const { platform, limits } = parts;
  const { database, clock, log } = platform;
  const runOnce = async (): Promise<number> => {
    const now = clock.now();
    const lease = { now, until: new Date(now.getTime() + LEASE_MS), limit: BATCH_SIZE };
    const due = await database.transaction((tx) => takeDue(tx, lease));
    const found = await Promise.all(due.map(async (standing) => ({ standing, finding: await inFlow(standing, () => find(parts, standing)) })));
    for (const { standing, finding } of found) {
      try {
        await inFlow(standing, () => settle(parts, standing, finding));
      } catch (error) {
        if (isOutage(error)) throw error;
        log.error({ err: error, orderId: standing.order.content.id }, 'a look at an order failed; it is looked at again');
        await database.transaction((tx) => planNext(parts, tx, standing));
      }
    }
    return due.length;
  };
  return { runOnce, round: async () => ((await runOnce()) === BATCH_SIZE ? 0 : limits.SWEEP_POLL_MS) };
}

/** Whatever is done about an order belongs to its own story. */
function inFlow<R>({ order: { content, correlationId } }: StandingOrder, work: () => R): R {
  const { id: orderId, orderNumber } = content;
  return withFlow({ orderId, orderNumber, ...(correlationId === undefined ? {} : { correlationId }) }, work);
}

/** Asks how far an order is, and has the next service go on where its event got lost. What comes of that, its event tells. */
async function find(parts: SweepParts, { order, looks }: StandingOrder): Promise<Finding | undefined> {
  const { platform, inquire, services, limits } = parts;
  const question = questionAbout(order);
  if (question === undefined) return undefined;
  const finding = await inquire(order, question);
  const verdict = decideLook({ order, looks, finding, now: platform.clock.now() }, limits);
  if (verdict.does !== 'request') return finding;
  const wait = { deadlineMs: REQUEST_MS };
  const call = verdict.what === 'shipment' ? services.ship(order, false, wait) : services.reserve(order, wait);
  await call.catch((error: unknown) =>
    platform.log.warn({ err: error, orderId: order.content.id }, 'a request for an order stays without an answer'),
  );
  return finding;
}

async function settle(parts: SweepParts, { order, looks }: StandingOrder, finding: Finding | undefined): Promise<void> {
  const { platform, limits } = parts;
  const orderId = order.content.id;
  await platform.database.transaction(async (tx) => {
    const current = (await lockOrders(tx, [orderId])).get(orderId);
    // It has moved, so it does not stand still; its next look is planned.
    if (current?.version !== order.version || current.path !== order.path) return;
    const now = platform.clock.now();
    const verdict = decideLook({ order: current, looks, finding, now }, limits);
    if (await carryOut(parts, tx, { order: current, looks, verdict, finding, now })) return;
    const isOver = verdict.does === 'rest' || verdict.does === 'hand over';
    if (isOver) await planLook(tx, current, { looks: looks + 1, next: undefined });
    else await planNext(parts, tx, { order: current, looks });
  });
}

function planNext({ platform, limits }: SweepParts, tx: OrdersTx, { order, looks }: StandingOrder): Promise<void> {
  const now = platform.clock.now();
  return planLook(tx, order, { looks: looks + 1, next: new Date(now.getTime() + nextLookIn(order, looks + 1, now, limits)) });
}

interface Settling extends StandingOrder {
  readonly verdict: Verdict;
  readonly finding: Finding | undefined;
  readonly now: Date;
}

/** Resolves to true when the order has moved, which plans its next look by itself. */
async function carryOut(parts: SweepParts, tx: OrdersTx, settling: Settling): Promise<boolean> {
  const { order, verdict, now } = settling;
  const { platform, applyFacts } = parts;
  const orderId = order.content.id;
  const line = lineOf(settling);
  if (verdict.does === 'rest') return false;
  platform.log.info({ orderId, status: order.status, ...line.detail }, 'an order stands still');
  if (verdict.does === 'apply') {
    const known = verdict.facts.map((fact, index) => ({ orderId, fact, ...(index === 0 ? { line } : {}) }));
    const last = (await applyFacts(tx, known)).at(-1)?.order;
    return last?.version !== order.version || last.path !== order.path;
  }
  await appendTimeline(tx, [{ ...line, orderId, eventId: undefined }]);
  if (verdict.does === 'tell') await platform.publisher.publishAll(tx, [retelling(order, verdict.telling)]);
  if (verdict.does === 'cancel') await askToStop(platform, tx, orderId);
  if (verdict.does === 'hand over') await handOver(platform, tx, order, now);
  return false;
}

function lineOf({ order, looks, verdict, finding, now }: Settling): Omit<TimelineLine, 'orderId' | 'eventId'> {
  const question = questionAbout(order);
  const asked = question === undefined ? {} : { asked: question, found: finding?.found };
  const what = verdict.does === 'tell' ? { what: verdict.telling } : verdict.does === 'request' ? { what: verdict.what } : {};
  return { kind: 'sweep', name: verdict.does, detail: { look: looks + 1, ...asked, ...what }, at: now };
}

function retelling(order: Order, telling: Extract<Verdict, { does: 'tell' }>['telling']): NewEvent {
  const { content, correlationId, recordedAt } = order;
  const flow = correlationId === undefined ? {} : { correlationId };
  if (telling !== 'recorded') return { ...orderEvent(order, telling), ...flow };
  if (!('payment' in content)) throw new Error(`order ${content.id} is no sale`);
  return { topic: topics.ordersOrderRecorded, subject: content.id, data: recordedAnswer({ sale: content, recordedAt }), ...flow };
}

async function askToStop({ intents }: Platform<OrdersTx>, tx: OrdersTx, orderId: string): Promise<void> {
  const payload: RaisePayload = { orderId, event: 'cancel', data: { reason: 'The order stood still for too long.', code: 'STANDSTILL' } };
  await intents.enqueue(tx, { kind: RAISE_EVENT, key: `cancel:${orderId}`, payload });
}

/** Nobody confirms what was asked again and again, so a person has to see to it. */
async function handOver({ log }: Platform<OrdersTx>, tx: OrdersTx, order: Order, now: Date): Promise<void> {
  const orderId = order.content.id;
  const left = notUndone(order);
  log.error({ orderId, status: order.status, notUndone: left }, 'an order needs an operator: nobody brings it to its end');
  if (order.finishedAt === undefined) return;
  // A sale's payment is not known by its order, so it cannot be undone by the order's key.
  const parked = left.filter((effect) => effect !== 'payment' || order.origin === 'api');
  await parkUndoings(tx, orderId, parked, 'Nobody confirmed that this was undone.', now);
}
