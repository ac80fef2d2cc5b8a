import type { Money } from '@sidecart/contracts';
import { priceRefusal } from '../../domain/price-check.js';
import { refusal } from '../../remote/ask.js';
import { done, livingStep, recordStep, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Asks for the order's quote; one above what the customer agreed to is refused as PRICE_CHANGED. */
export const createCalculatePricing = (parts: ActivityParts): Activity<StepInput, { readonly total: Money }> =>
  livingStep(parts, async (order, wait) => {
    const quote = await parts.services.quote(order, false, wait);
    if (!quote.ok) return quote;
    const { total } = quote.value;
    const refused = priceRefusal(order.content, total);
    if (refused !== undefined) return refusal(refused.code, refused.message);
    await recordStep(parts, order.content.id, { type: 'priced', total });
    return done({ total });
  });
