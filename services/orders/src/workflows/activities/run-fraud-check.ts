import { AppError } from '@sidecart/platform';
import { refusal } from '../../remote/ask.js';
import type { Score } from '../../remote/services.js';
import { done, livingStep, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Asks for the order's risk. A rejected one is refused; a flagged one is for a human to decide. */
export const createRunFraudCheck = (parts: ActivityParts): Activity<StepInput, Score> =>
  livingStep(parts, async (order, wait) => {
    if (order.total === undefined) throw new AppError('NOT_PRICED', 'the order has no price yet');
    const answer = await parts.services.score(order, order.total, false, wait);
    if (!answer.ok) return answer;
    const { decision, score, reasons } = answer.value;
    if (decision === 'reject') return refusal('FRAUD_REJECTED', reasons[0]?.message ?? 'The risk is too high.');
    return done({ decision, score, reasons });
  });
