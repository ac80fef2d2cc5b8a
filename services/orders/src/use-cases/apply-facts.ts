import { PermanentError, type NewEvent, type Platform, type PlatformEvent } from '@sidecart/platform';
import { react, type Fact, type Reaction } from '../domain/fact.js';
import type { Order } from '../domain/order.js';
import { replan, type Allowances } from '../domain/sweep.js';
import type { OrdersMetrics } from '../metrics.js';
import { orderEvent, statusChangedEvent } from '../order-events.js';
import type { OrdersTx } from '../store/client.js';
import { lockOrders, recordChanges, saveOrders, type ChangeLine } from '../store/order-store.js';
import { appendTimeline, knownEvents, type TimelineLine } from '../store/timeline-store.js';
import { countEnds } from './count-ends.js';

export type { Allowances } from '../domain/sweep.js';

/** Something that became known about an order, and its line in the timeline. */
export interface KnownFact {
  readonly orderId: string;
  readonly fact: Fact;
  readonly line?: Omit<TimelineLine, 'orderId' | 'eventId'>;
  /** The event that told it, remembered by its line: one whose line is there already tells nothing new. */
  readonly cause?: PlatformEvent;
  /** Put on record with the change, and told with it. */
  readonly reason?: string;
}

/** What came of a fact; `undefined` where its event was known. */
export type Applied = Reaction | undefined;

/** Stores an event as caused by another one, in the trace of that one. */
export type PublishCaused = (event: NewEvent, cause: PlatformEvent) => Promise<void>;

/**
 * Applies facts in the caller's transaction, in the given order: the orders locked, every fact decided on, then one
 * statement each for the orders, their history, their timeline and what is to be told. Resolves to one result a fact.
 * Throws PermanentError UNKNOWN_ORDER.
 */
export type ApplyFacts = (tx: OrdersTx, facts: readonly KnownFact[], publishCaused?: PublishCaused) => Promise<readonly Applied[]>;

/** Makes `applyFacts` over a platform. */
export function createApplyFacts(
  { clock, publisher }: Pick<Platform<OrdersTx>, 'clock' | 'publisher'>,
  metrics: Pick<OrdersMetrics, 'ended'>,
  allowances: Allowances,
): ApplyFacts {
  return async (tx, facts, publishCaused) => {
    if (facts.length === 0) return [];
    const ids = facts.map(({ orderId }) => orderId);
    const orders = await lockOrders(tx, ids);
    const unknown = ids.find((id) => !orders.has(id));
    if (unknown !== undefined) throw new PermanentError('UNKNOWN_ORDER', `order ${unknown} is not on record`);
    const eventIds = facts.flatMap(({ cause }) => (cause === undefined ? [] : [cause.id]));
    // Only now, under the locks: of two copies that come at once, the second must see the line of the first.
    const known = await knownEvents(tx, eventIds, ids);
    const now = clock.now();
    const record = decide({ facts, orders, known, now });
    const moved = [...record.moved].map(([id, order]) => ({ order, look: planned(replan(orders.get(id) ?? order, order, allowances), now) }));
    await saveOrders(tx, moved);
    await countEnds(metrics, tx, [...record.moved].map(([id, after]) => ({ before: orders.get(id), after }))); // prettier-ignore
    await recordChanges(tx, record.changes);
    await appendTimeline(tx, record.timeline);
    await publish(record.told, publishCaused, (events) => publisher.publishAll(tx, events));
    return record.applied;
  };
}

async function publish(
  told: readonly Told[],
  publishCaused: PublishCaused | undefined,
  publishAll: (events: readonly NewEvent[]) => Promise<unknown>,
): Promise<void> {
  const own: NewEvent[] = [];
  for (const { event, cause } of told) {
    if (publishCaused === undefined || cause === undefined) own.push(event);
    else await publishCaused(event, cause);
  }
  if (own.length > 0) await publishAll(own);
}

const planned = (look: ReturnType<typeof replan>, now: Date) => (typeof look === 'number' ? new Date(now.getTime() + look) : look);

interface Turn {
  readonly facts: readonly KnownFact[];
  /** As they were found. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly known: ReadonlySet<string>;
  readonly now: Date;
}

interface Told {
  readonly event: NewEvent;
  readonly cause: PlatformEvent | undefined;
}

interface Record {
  readonly applied: Applied[];
  readonly moved: Map<string, Order>;
  readonly changes: ChangeLine[];
  readonly timeline: TimelineLine[];
  readonly told: Told[];
}

function decide({ facts, orders, known, now }: Turn): Record {
  const record: Record = { applied: [], moved: new Map(), changes: [], timeline: [], told: [] };
  const seen = new Set(known);
  for (const told of facts) {
    const { orderId, fact, line, cause } = told;
    const before = record.moved.get(orderId) ?? orders.get(orderId);
    if (before === undefined || (cause !== undefined && seen.has(cause.id))) {
      record.applied.push(undefined);
      continue;
    }
    if (cause !== undefined) seen.add(cause.id);
    const reaction = react(before, fact, now);
    record.applied.push(reaction);
    if (reaction.order !== before) record.moved.set(orderId, reaction.order);
    note(record, told, before, reaction, now);
    if (line !== undefined) record.timeline.push({ ...line, orderId, eventId: cause?.id });
  }
  return record;
}

function note(record: Record, { orderId, cause, reason, fact }: KnownFact, before: Order, reaction: Reaction, now: Date): void {
  const tell = (event: NewEvent): void => void record.told.push({ event: { ...event, ...flowOf(before, cause) }, cause });
  let previous = before;
  for (const after of reaction.changes) {
    const fulfillment = after.fulfillment === previous.fulfillment ? undefined : after.fulfillment;
    const isMove = after.status !== previous.status || fulfillment !== undefined;
    const why = reason ?? (isMove ? after.failure?.code : fact.type);
    record.changes.push({
      orderId,
      version: after.version,
      from: previous.status,
      to: after.status,
      fulfillment,
      reason: why,
      refusal: undefined,
      at: now,
    });
    if (isMove) tell(statusChangedEvent(previous, after, why));
    previous = after;
  }
  if (reaction.refused !== undefined) {
    const { to, why } = reaction.refused;
    record.changes.push({ orderId, version: before.version, from: before.status, to, fulfillment: undefined, reason, refusal: why, at: now });
  }
  for (const telling of reaction.tell) tell(orderEvent(reaction.order, telling));
}

/** What an order's events share: the correlation id of its story, and the event that led to them. */
function flowOf(order: Order, cause: PlatformEvent | undefined) {
  const correlationId = cause?.correlationid ?? order.correlationId;
  return { ...(correlationId === undefined ? {} : { correlationId }), ...(cause === undefined ? {} : { causationId: cause.id }) };
}
