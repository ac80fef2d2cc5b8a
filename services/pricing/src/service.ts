import { registry } from '@sidecart/contracts';
import { defineService, type Platform, type ServiceParts } from '@sidecart/platform';
import type { PricingConfig } from './config.js';
import { pricingRoutes } from './routes.js';
import { createClient, type PricingTx } from './store/client.js';
import { createAnnouncePrices } from './use-cases/announce-prices.js';
import { createCoupons } from './use-cases/change-coupon.js';
import { createPrices } from './use-cases/change-price.js';
import { createExpireHolds } from './use-cases/expire-holds.js';
import { createPreviewQuote } from './use-cases/preview-quote.js';
import { createTaxes } from './use-cases/preview-tax.js';
import { createRequestQuote } from './use-cases/request-quote.js';
import { createSettlements } from './use-cases/settle-quote.js';

function wire(platform: Platform<PricingTx>, config: PricingConfig): ServiceParts<PricingTx> {
  const expireHolds = createExpireHolds(platform, config.HOLD_SWEEP_MS);
  const announcePrices = createAnnouncePrices(platform);
  const useCases = {
    requestQuote: createRequestQuote(platform, config.QUOTE_TTL_MS),
    previewQuote: createPreviewQuote(platform),
    settlements: createSettlements(platform),
    prices: createPrices(platform),
    coupons: createCoupons(platform),
    taxes: createTaxes(platform.database),
  };
  return {
    routes: pricingRoutes(useCases, platform.clock),
    loops: [platform.loop('hold-expiry', () => expireHolds.round()), platform.loop('price-announcer', () => announcePrices.round())],
  };
}

/** Pricing: prices, coupons, volume discounts, tax, and the quotes made of them. */
export const pricingService = defineService<PricingTx, PricingConfig>({
  name: 'pricing',
  contracts: registry,
  createClient,
  wire,
});
