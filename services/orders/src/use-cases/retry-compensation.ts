import { Conflict, NotFound, type Platform } from '@sidecart/platform';
import { COMPENSATE, type CompensatePayload } from '../intents/compensate-intent.js';
import type { OrdersTx } from '../store/client.js';
import { findCompensation, reopenCompensation, type Compensation } from '../store/compensation-store.js';

/** Has a parked compensation made again; resolves to it as it stands now. */
export type RetryCompensation = (orderId: string, step: string) => Promise<Compensation>;

/** Commits an intent, whose worker makes the call; of two who ask at once the second is refused. Throws NotFound, Conflict COMPENSATION_NOT_FAILED. */
export function createRetryCompensation({ database, clock, intents, newId }: Platform<OrdersTx>): RetryCompensation {
  return (orderId, step) =>
    database.transaction(async (tx) => {
      const found = await findCompensation(tx, orderId, step);
      if (found === undefined) throw new NotFound(`compensation ${step} of order`, orderId);
      const now = clock.now();
      if (!(await reopenCompensation(tx, found, now))) {
        const { status } = (await findCompensation(tx, orderId, step)) ?? found;
        throw new Conflict('COMPENSATION_NOT_FAILED', `the compensation is ${status}; only one that failed is made again`, {
          details: { compensationStatus: status },
        });
      }
      const payload: CompensatePayload = { orderId, step: found.step };
      await intents.enqueue(tx, { kind: COMPENSATE, key: `${orderId}:${found.step}:${newId()}`, payload });
      return { ...found, status: 'PENDING', updatedAt: now };
    });
}
