import type { Prisma } from '../generated/prisma/client.js';
import type { OrdersTx } from './client.js';

/** One line of what happened to an order. */
export interface TimelineLine {
  readonly orderId: string;
  readonly kind: 'event' | 'attempt' | 'compensation' | 'decision' | 'sweep' | 'start';
  /** The topic, step or decision. */
  readonly name: string;
  /** For whoever looks what happened; no card, no e-mail. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of the event this line is about. */
  readonly eventId: string | undefined;
  readonly at: Date;
}

/** Appends lines in one statement; an event that has its line already gets no second one. */
export async function appendTimeline(tx: Pick<OrdersTx, 'orderTimeline'>, lines: readonly TimelineLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.orderTimeline.createMany({
    data: lines.map(({ orderId, kind, name, detail, eventId, at }) => ({
      ...{ orderId, kind, name, eventId: eventId ?? null, occurredAt: at },
      detail: detail as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
}

/** Which of these events have their line already; what they told is known, however long ago that was. */
export async function knownEvents(tx: OrdersTx, eventIds: readonly string[], orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ event_id: string }[]>`
    select event_id from order_timeline where order_id = any(${[...orderIds]}::uuid[]) and event_id = any(${[...eventIds]}::text[])`;
  return new Set(rows.map(({ event_id }) => event_id));
}
