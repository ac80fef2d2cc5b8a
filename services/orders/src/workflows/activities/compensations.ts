import { Unavailable, type Platform } from '@sidecart/platform';
import type { Order } from '../../domain/order.js';
import { textLine } from '../../domain/text-line.js';
import type { Answer } from '../../remote/ask.js';
import type { Patience, Services } from '../../remote/services.js';
import type { OrdersTx } from '../../store/client.js';
import { beginAttempt, noteError, settleCompensation, type CompensationKey, type CompensationStep } from '../../store/compensation-store.js';
import { appendTimeline } from '../../store/timeline-store.js';
import { done, orderOf, type Activity, type ActivityParts, type StepInput } from './parts.js';

const REASON = 'The order failed.';

const undo: Readonly<Record<CompensationStep, (services: Services, order: Order, wait: Patience) => Promise<Answer<unknown>>>> = {
  CancelShipment: (services, order, wait) => services.cancelShipment(order, REASON, wait),
  RefundPayment: (services, order, wait) => services.refund(order, REASON, wait),
  // Goods of a label that was cancelled are free once its cancellation has reached the warehouse.
  async ReleaseInventoryReservation(services, order, wait) {
    const answer = await services.release(order, REASON, wait);
    if (!answer.ok && answer.code === 'RESERVATION_SHIPPED') throw new Unavailable('GOODS_NOT_BACK_YET', 'the goods are not back yet');
    return answer;
  },
};

/**
 * Undoes one step. Undoing goes by the order's key, succeeds where nothing had happened, and bars the key; every attempt
 * is on record. What is done stays done. Whether one that cannot be made is parked is for the caller to say.
 */
export const createCompensation =
  (parts: ActivityParts, step: CompensationStep): Activity =>
  async (input, wait) => {
    const { platform, clock, services } = parts;
    const { database } = platform;
    const key = { orderId: input.orderId, step };
    const note = (lastError: string) => database.transaction((tx) => noteError(tx, key, textLine(lastError, 'It failed.'), clock.now()));
    if ((await database.transaction((tx) => beginAttempt(tx, key, clock.now()))) === 'DONE') return done({});
    const order = await orderOf(parts, input);
    const answer = await undo[step](services, order, wait).catch(async (error: unknown) => {
      await note(error instanceof Error ? error.message : String(error));
      throw error;
    });
    if (!answer.ok) {
      await note(answer.message);
      return answer;
    }
    await database.transaction((tx) => settle(tx, key, { status: 'DONE' }, clock.now()));
    return done({});
  };

/** How a compensation ended. */
type End = { readonly status: 'DONE' } | { readonly status: 'FAILED'; readonly error: string };

/** Resolves to false where it had ended before. */
async function settle(tx: OrdersTx, key: CompensationKey, end: End, at: Date): Promise<boolean> {
  const error = end.status === 'FAILED' ? end.error : undefined;
  if (!(await settleCompensation(tx, key, { status: end.status, lastError: error }, at))) return false;
  const detail = { status: end.status, ...(error === undefined ? {} : { message: error }) };
  await appendTimeline(tx, [{ orderId: key.orderId, kind: 'compensation', name: key.step, detail, eventId: undefined, at }]);
  return true;
}

/** Puts a compensation that could not be made in the operators' queue, and alerts them; one that is done or waits there already stays as it is. */
export async function parkCompensation({ clock, log }: Platform<OrdersTx>, tx: OrdersTx, key: CompensationKey, error: string): Promise<void> {
  if (!(await settle(tx, key, { status: 'FAILED', error }, clock.now()))) return;
  log.error({ ...key, error }, 'a compensation failed for good; an operator has to retry it');
}

/** The same, as a step of the workflow. */
export const createParkCompensation =
  ({ platform }: ActivityParts): Activity<StepInput & { readonly step: CompensationStep; readonly error: string }> =>
  async ({ orderId, step, error }) => {
    await platform.database.transaction((tx) => parkCompensation(platform, tx, { orderId, step }, error));
    return done({});
  };
