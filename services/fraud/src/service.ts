import { registry } from '@sidecart/contracts';
import { defineService, type Platform, type ServiceParts } from '@sidecart/platform';
import type { FraudConfig } from './config.js';
import { fraudRoutes } from './routes.js';
import { createClient, type FraudTx } from './store/client.js';
import { createScores, faultOperations } from './use-cases/score-order.js';

/** Fraud: how risky an order is. */
export const fraudService = defineService<FraudTx, FraudConfig>({
  name: 'fraud',
  contracts: registry,
  createClient,
  wire,
});

function wire(platform: Platform<FraudTx>, config: FraudConfig): ServiceParts<FraudTx> {
  const settings = {
    reviewAt: config.FRAUD_REVIEW_AT,
    rejectAt: config.FRAUD_REJECT_AT,
    velocityLimit: config.FRAUD_VELOCITY_LIMIT,
    velocityWindowMs: config.FRAUD_VELOCITY_WINDOW_MS,
    watchedDomains: config.FRAUD_WATCHED_DOMAINS,
  };
  return { routes: fraudRoutes(createScores(platform, settings)), faultOperations };
}
