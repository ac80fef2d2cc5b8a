import { AppError } from '@sidecart/platform';
import { done, type Activity, type ActivityParts } from './parts.js';

/** Completes the order and tells everybody; made again, it changes nothing. Throws AppError NOT_SHIPPED. */
export const createFinalizeOrder =
  ({ platform, applyFacts }: ActivityParts): Activity =>
  async ({ orderId }) => {
    const [reaction] = await platform.database.transaction((tx) => applyFacts(tx, [{ orderId, fact: { type: 'completed' } }]));
    if (reaction?.refused?.why === 'STALE') throw new AppError('NOT_SHIPPED', 'the order is not shipped yet');
    return done({});
  };
