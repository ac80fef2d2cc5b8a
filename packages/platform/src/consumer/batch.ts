import { context, type Context } from '@opentelemetry/api';
import type { Database, Tx } from '../database/tx.js';
import { buildEvent, type EventBuilderDeps } from '../events/build-event.js';
import type { PlatformEvent } from '../events/event.js';
import { storeEvents } from '../events/outbox-store.js';
import { sharedFlow, startProcessSpans } from '../events/message-spans.js';
import { contextOf } from '../events/trace.js';
import { withFlow } from '../runtime/context.js';
import { flowOf } from '../runtime/flow-ids.js';
import type { Logger } from '../runtime/logging.js';
import type { BatchOutcome } from './counts.js';
import type { Handler, HandlerContext, Subscription } from './types.js';

/** What a batch is run with. */
export interface BatchDeps<T extends Tx> extends EventBuilderDeps {
  readonly database: Database<T>;
  readonly log: Logger;
}

/**
 * Runs one topic's valid events in one transaction: dedup rows, the handler's effects and its outbox rows
 * commit together or not at all. `within` adds to that transaction (the retry worker removes its row).
 */
export async function runBatch<T extends Tx>(
  deps: BatchDeps<T>,
  subscription: Subscription<T>,
  events: readonly PlatformEvent[],
  within?: (tx: T) => Promise<void>,
): Promise<BatchOutcome> {
  const spans = startProcessSpans(deps.serviceName, events);
  const work = (): Promise<BatchOutcome> =>
    deps.database.transaction(async (tx) => {
      const now = deps.clock.now();
      const { first, copies } = await splitCopies(tx, deps.serviceName, events, now);
      const outgoing: PlatformEvent[] = [];
      await applyHandler(subscription.handler as Handler<unknown, T>, first, copies, {
        tx,
        now,
        log: deps.log,
        causedBy: (event, run) => causedBy(event, spans.contexts, run),
        publish: (event, cause) => {
          outgoing.push(causedBy(cause, spans.contexts, () => buildEvent(deps, event)));
          return Promise.resolve();
        },
      });
      await storeEvents(tx, outgoing, now);
      await within?.(tx);
      return { first, copies };
    });
  try {
    return await withFlow(sharedFlow(events), work);
  } catch (error) {
    spans.fail(error);
    throw error;
  } finally {
    spans.end();
  }
}

/** Inserted in id order, so that two batches with the same events wait for each other instead of deadlocking. */
async function splitCopies(tx: Tx, consumer: string, events: readonly PlatformEvent[], now: Date) {
  const rows = await tx.$queryRawUnsafe<{ event_id: string }[]>(
    `insert into platform.processed_events (consumer, event_id, processed_at)
     select $1, event_id, $3 from unnest($2::text[]) as e(event_id) order by event_id
     on conflict do nothing returning event_id`,
    consumer,
    events.map((event) => event.id),
    now,
  );
  const fresh = new Set(rows.map((row) => row.event_id));
  const first: PlatformEvent[] = [];
  const copies: PlatformEvent[] = [];
  for (const event of events) (fresh.delete(event.id) ? first : copies).push(event);
  return { first, copies };
}

async function applyHandler<T extends Tx>(
  handler: Handler<unknown, T>,
  first: readonly PlatformEvent[],
  copies: readonly PlatformEvent[],
  handlerContext: HandlerContext<T>,
): Promise<void> {
  const { causedBy: inFlowOf } = handlerContext;
  if (handler.handleBatch !== undefined && first.length > 1) await handler.handleBatch(first, handlerContext);
  else for (const event of first) await inFlowOf(event, () => handler.handle(event, handlerContext));
  if (handler.onDuplicate === undefined) return;
  for (const event of copies) await inFlowOf(event, () => handler.onDuplicate?.(event, handlerContext));
}

/** Runs `work` in the trace and the flow of the event it is done for. */
function causedBy<R>(cause: PlatformEvent, contexts: ReadonlyMap<PlatformEvent, Context>, work: () => R): R {
  const parent = contexts.get(cause) ?? contextOf(cause.traceparent);
  return context.with(parent, () => withFlow(flowOf(cause), work));
}
