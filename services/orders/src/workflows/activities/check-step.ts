import type { Money } from '@sidecart/contracts';
import { AppError } from '@sidecart/platform';
import type { Order } from '../../domain/order.js';
import { priceRefusal } from '../../domain/price-check.js';
import { refusal, type Answer } from '../../remote/ask.js';
import type { Patience, Possibility, Services } from '../../remote/services.js';
import { done, orderOf, type Activity, type ActivityParts, type StepInput } from './parts.js';
import { checkOrder, checkStock } from './validate-order.js';

/** What a dry step found. */
interface Finding {
  readonly total?: Money;
  readonly review?: boolean;
}

type Check = (services: Services, order: Order, wait: Patience) => Promise<Answer<Finding>>;

const possible = (answer: Answer<Partial<Possibility>>): Answer<Finding> => {
  if (!answer.ok) return answer;
  const { possible: can, reason } = answer.value;
  return can === true ? done({}) : refusal(reason?.code ?? 'IMPOSSIBLE', reason?.message ?? 'It would be refused.');
};

const price = async (services: Services, order: Order, wait: Patience): Promise<Answer<{ readonly total: Money }>> => {
  const quote = await services.quote(order, true, wait);
  if (!quote.ok) return quote;
  const refused = priceRefusal(order.content, quote.value.total);
  return refused === undefined ? done({ total: quote.value.total }) : refusal(refused.code, refused.message);
};

const checks: Readonly<Record<string, Check>> = {
  ValidateOrder: checkOrder,
  CalculatePricing: price,
  async RunFraudCheck(services, order, wait) {
    const quote = await price(services, order, wait);
    if (!quote.ok) return quote;
    const score = await services.score(order, quote.value.total, true, wait);
    if (!score.ok) return score;
    if (score.value.decision === 'reject') return refusal('FRAUD_REJECTED', score.value.reasons[0]?.message ?? 'The risk is too high.');
    return done({ review: score.value.decision === 'review' });
  },
  ReserveInventory: checkStock,
  async ProcessPayment(services, order, wait) {
    const quote = await price(services, order, wait);
    // By now choreography may have charged the card, and forgotten it.
    if (!quote.ok || order.cardToken === undefined) return quote;
    return possible(await services.couldCharge(order, quote.value.total, wait));
  },
  CreateShipment: async (services, order, wait) => possible(await services.ship(order, true, wait)),
};

/** Asks what a step would come to, and changes nothing anywhere. */
export const createCheckStep =
  (parts: ActivityParts): Activity<StepInput & { readonly step: string }, Finding> =>
  async (input, wait) => {
    const check = checks[input.step];
    if (check === undefined) throw new AppError('UNKNOWN_STEP', `${input.step} is no step`);
    return check(parts.services, await orderOf(parts, input), wait);
  };
