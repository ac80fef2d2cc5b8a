import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Platform, type ServiceParts } from '@sidecart/platform';
import { createCaptureIntent } from './capture/capture-intent.js';
import { createPaymentGateway } from './capture/payment-gateway.js';
import { createSettlement } from './capture/settlement.js';
import type { CheckoutConfig } from './config.js';
import { createEventRetryScheduler, type EventRetryScheduler } from './event-retry-scheduler.js';
import { createCheckoutMetrics } from './metrics.js';
import { createOrderCompletedEventPublisher } from './order-completed-event-publisher.js';
import { createConfirmQuoteIntent } from './quotes/confirm-quote-intent.js';
import { createPricingGateway } from './quotes/pricing-gateway.js';
import { checkoutRoutes } from './routes.js';
import { createClient, type CheckoutTx } from './store/client.js';
import { checkoutSubscriptions } from './subscriptions.js';
import { createCarts } from './use-cases/change-cart.js';
import { createCompleteSession } from './use-cases/complete-session.js';
import { createSessions } from './use-cases/open-session.js';

/** The scheduler over a platform, as the service runs it. */
export function wireEventRetryScheduler(platform: Platform<CheckoutTx>, config: CheckoutConfig): EventRetryScheduler {
  const { database, clock, log, publisher } = platform;
  return createEventRetryScheduler({
    database,
    clock,
    log,
    orderCompleted: createOrderCompletedEventPublisher(publisher),
    policy: resendPolicy(config),
    batchSize: config.RESEND_BATCH_SIZE,
  });
}

function wire(platform: Platform<CheckoutTx>, config: CheckoutConfig): ServiceParts<CheckoutTx> {
  const { database, clock, dapr, publisher, intents } = platform;
  const orderCompleted = createOrderCompletedEventPublisher(publisher);
  const settlement = createSettlement({
    clock,
    publisher,
    intents,
    orderCompleted,
    resend: resendPolicy(config),
    metrics: createCheckoutMetrics(platform),
  });
  const payments = createPaymentGateway(dapr, config.CAPTURE_TIMEOUT_MS);
  const capture = createCaptureIntent({ database, payments, settlement, deadlineMs: config.CAPTURE_DEADLINE_MS });
  const pricing = createPricingGateway(dapr, config.QUOTE_TIMEOUT_MS);
  const scheduler = wireEventRetryScheduler(platform, config);
  const useCases = {
    carts: createCarts(platform),
    sessions: createSessions(platform, pricing, config.SESSION_TTL_MS),
    complete: createCompleteSession(platform),
  };
  return {
    routes: checkoutRoutes(platform, useCases),
    subscriptions: checkoutSubscriptions,
    intentKinds: [capture, createConfirmQuoteIntent(pricing)].map((kind) => kind as IntentKind<never, never, CheckoutTx>),
    loops: [platform.loop('event-retry-scheduler', () => scheduler.round())],
  };
}

const resendPolicy = (config: CheckoutConfig) => ({ afterMs: config.RESEND_AFTER_MS, maxMs: config.RESEND_MAX_MS });

/** Checkout: carts, checkout sessions, and the sales they become. */
export const checkoutService = defineService<CheckoutTx, CheckoutConfig>({
  name: 'checkout',
  contracts: registry,
  createClient,
  wire,
});
