import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { OrdersTx } from '../store/client.js';
import type { ApplyFacts, KnownFact } from '../use-cases/apply-facts.js';

/** What an event tells of an order; undefined when it is about none. */
export type Told = Pick<KnownFact, 'orderId' | 'fact' | 'reason'> & { readonly detail?: Readonly<Record<string, unknown>>; readonly at: string };

/** A handler that turns each event into a fact about its order, a whole delivery at a time. */
export function factHandler<Data>(applyFacts: ApplyFacts, read: (data: Data) => Told | undefined): Handler<Data, OrdersTx> {
  return batchHandler((events, context) => applyTold(applyFacts, events, context, read));
}

/** A handler that takes one event as a delivery of one. */
export function batchHandler<Data>(
  take: (events: readonly PlatformEvent<Data>[], context: HandlerContext<OrdersTx>) => Promise<void>,
): Handler<Data, OrdersTx> {
  return { handle: (event, context) => take([event], context), handleBatch: take };
}

/** Applies what a delivery tells, each event as the cause of what follows from it. */
export async function applyTold<Data>(
  applyFacts: ApplyFacts,
  events: readonly PlatformEvent<Data>[],
  context: HandlerContext<OrdersTx>,
  read: (data: Data) => Told | undefined,
): Promise<void> {
  const { tx, log, causedBy } = context;
  const facts = events.flatMap((event) => knownFact(event, read(event.data)));
  const applied = await applyFacts(tx, facts, (event, cause) => context.publish(event, cause));
  applied.forEach((reaction, index) => {
    const { orderId, cause, fact } = facts[index] ?? {};
    const why = reaction?.refused?.why;
    if (why !== undefined && cause !== undefined) causedBy(cause, () => log.info({ orderId, fact: fact?.type, why }, 'not applied'));
  });
}

function knownFact<Data>(event: PlatformEvent<Data>, told: Told | undefined): KnownFact[] {
  if (told === undefined) return [];
  const { detail = {}, at, ...fact } = told;
  return [{ ...fact, cause: event, line: { kind: 'event', name: event.type, detail, at: new Date(at) } }];
}
