import type { Clock, Database, Logger } from '@sidecart/platform';
import { resendDelay, type ResendPolicy } from './domain/resend.js';
import { later } from './later.js';
import type { OrderCompletedEventPublisher } from './order-completed-event-publisher.js';
import type { CheckoutTx } from './store/client.js';
import { lockDueSales, scheduleNextResend } from './store/sale-store.js';
import { countUnacknowledged } from './store/unacknowledged-store.js';

/**
 * Sends again what orders has not acknowledged, for ever: this is what makes a lost Redis lose no sale. While the
 * outbox cannot get rid of the first copies it adds no further ones.
 */
export interface EventRetryScheduler {
  /** Sends one batch of due sales again. Resolves to how many. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

/** What the scheduler stands on. */
export interface EventRetrySchedulerDeps {
  readonly database: Database<CheckoutTx>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly orderCompleted: OrderCompletedEventPublisher;
  readonly policy: ResendPolicy;
  readonly batchSize: number;
}

const IDLE_MS = 1_000;

/** Makes the scheduler; several replicas share the work, as each passes over the rows another one holds. */
export function createEventRetryScheduler(deps: EventRetrySchedulerDeps): EventRetryScheduler {
  const runOnce = async (): Promise<number> => {
    const { resent, waiting } = await deps.database.transaction((tx) => resendDue(deps, tx));
    if (resent > 0) deps.log.warn({ resent, unacknowledged: waiting }, 'sent sales again that orders has not acknowledged');
    return resent;
  };
  return {
    runOnce,
    round: async () => ((await runOnce()) === deps.batchSize ? 0 : Math.min(IDLE_MS, deps.policy.afterMs)),
  };
}

async function resendDue(deps: EventRetrySchedulerDeps, tx: CheckoutTx): Promise<{ resent: number; waiting: number }> {
  const now = deps.clock.now();
  const due = await lockDueSales(tx, now, deps.batchSize);
  if (due.length === 0 || (await deps.orderCompleted.isStalled(tx, later(now, -deps.policy.afterMs)))) return { resent: 0, waiting: 0 };
  await deps.orderCompleted.publishAgain(tx, due);
  const next = due.map(({ order, resends }) => ({ orderId: order.id, resends, nextAttemptAt: later(now, resendDelay(deps.policy, resends + 1)) }));
  await scheduleNextResend(tx, next);
  return { resent: due.length, waiting: (await countUnacknowledged(tx)).count };
}
