import { done, livingStep, type Activity, type ActivityParts } from './parts.js';

/** Confirms the order's goods, so that they cannot run out any more. */
export const createConfirmInventory = (parts: ActivityParts): Activity =>
  livingStep(parts, async (order, wait) => {
    const answer = await parts.services.confirmReservation(order, wait);
    return answer.ok ? done({}) : answer;
  });
