import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Platform, type ServiceParts } from '@sidecart/platform';
import type { PaymentConfig } from './config.js';
import { createFraudGateway } from './gateways/fraud-gateway.js';
import { createPricingGateway } from './gateways/pricing-gateway.js';
import { createCaptureIntent } from './intents/capture-intent.js';
import { createChargeIntent } from './intents/charge-intent.js';
import type { ChargeParts } from './intents/parts.js';
import { createRefundIntent } from './intents/refund-intent.js';
import { createReleaseIntent } from './intents/release-intent.js';
import { createVoidIntent } from './intents/void-intent.js';
import { createPaymentMetrics } from './metrics.js';
import { createPublishFacts } from './payment-events.js';
import type { ProviderAdapter } from './provider/provider-adapter.js';
import { createSimulator } from './provider/simulator.js';
import { createStripeClient } from './provider/stripe-client.js';
import { createStripeProvider } from './provider/stripe.js';
import { withDeadline } from './provider/with-deadline.js';
import { faultOperations, withFaults } from './provider/with-faults.js';
import { adminRoutes } from './routes/admin-routes.js';
import { paymentRoutes } from './routes/payment-routes.js';
import { createClient, type PaymentTx } from './store/client.js';
import { createProviderCalls } from './store/provider-call-store.js';
import { createSimulatorLedger } from './store/simulator-ledger.js';
import { createIntentBook } from './store/stripe-intents.js';
import { subscriptions } from './subscriptions.js';
import { createCapturePayment } from './use-cases/capture-payment.js';
import { createCheckPayment } from './use-cases/check-payment.js';
import { createOpenCharges } from './use-cases/open-charges.js';
import { createReadBooks } from './use-cases/read-books.js';
import { createReadPayment } from './use-cases/read-payment.js';
import { createReconcile, type Reconcile } from './use-cases/reconcile.js';
import { createRefundPayment } from './use-cases/refund-payment.js';
import { createUndoOrders } from './use-cases/undo-orders.js';
import { createVoidPayment } from './use-cases/void-payment.js';

/** Makes the provider a payment service talks to. */
export type MakeProvider = (platform: Platform<PaymentTx>, config: PaymentConfig) => ProviderAdapter;

/** The payment service on the provider given: the one seam a real provider goes into. */
export const definePaymentService = (makeProvider: MakeProvider) =>
  defineService<PaymentTx, PaymentConfig>({
    name: 'payment',
    contracts: registry,
    createClient,
    wire: (platform, config) => {
      const provider = withDeadline(makeProvider(platform, config), config.PROVIDER_TIMEOUT_MS);
      return wire(platform, config, withFaults(provider, platform.faults));
    },
  });

/** The simulated provider with its ledger in payment's own database. */
export const simulatedProvider: MakeProvider = ({ database, newId, clock }, config) =>
  createSimulator(createSimulatorLedger(database, newId, clock), {
    latencyMinMs: config.SIMULATOR_LATENCY_MIN_MS,
    latencyMaxMs: config.SIMULATOR_LATENCY_MAX_MS,
    slowMs: config.SIMULATOR_SLOW_MS,
    captureDelayMs: config.SIMULATOR_CAPTURE_DELAY_MS,
    lateMs: config.SIMULATOR_LATE_MS,
  });

/** Stripe. */
export const stripeProvider: MakeProvider = ({ database, clock }, { STRIPE_SECRET_KEY = '', STRIPE_API_BASE, PROVIDER_TIMEOUT_MS }) => {
  const stripe = createStripeClient({ secretKey: STRIPE_SECRET_KEY, apiBase: STRIPE_API_BASE, timeoutMs: PROVIDER_TIMEOUT_MS });
  return createStripeProvider(stripe, createIntentBook(database, clock));
};

/** The payment service on the provider its settings name. */
export const paymentService = definePaymentService((platform, config) =>
  config.PAYMENT_PROVIDER === 'stripe' ? stripeProvider(platform, config) : simulatedProvider(platform, config),
);

/** The reconciliation over a platform, as the service runs it. */
export const wireReconcile = (platform: Platform<PaymentTx>, config: PaymentConfig, { books }: Pick<ProviderAdapter, 'books'>): Reconcile =>
  createReconcile(platform, books, {
    ageMs: config.RECONCILIATION_AGE_MS,
    everyMs: config.RECONCILIATION_EVERY_MS,
    batchSize: config.RECONCILIATION_BATCH_SIZE,
  });

function wire(platform: Platform<PaymentTx>, config: PaymentConfig, provider: ProviderAdapter): ServiceParts<PaymentTx> {
  const { database, newId, intents } = platform;
  const parts = chargeParts(platform, provider);
  const readPayment = createReadPayment(database);
  const readBooks = createReadBooks(platform, provider.books, config.RECONCILIATION_AGE_MS);
  const reconcile = wireReconcile(platform, config, provider);
  return {
    routes: [
      ...paymentRoutes({
        capturePayment: createCapturePayment(platform, parts),
        checkPayment: createCheckPayment(platform, provider),
        refundPayment: createRefundPayment(platform),
        voidPayment: createVoidPayment(platform),
        readPayment,
      }),
      ...adminRoutes({ readPayment, readBooks }),
    ],
    subscriptions: subscriptions({ openCharges: createOpenCharges(newId, intents), undoOrders: createUndoOrders(intents) }),
    intentKinds: intentKinds(parts),
    faultOperations,
    loops: [platform.loop('reconcile', (signal) => reconcile.round(signal))],
  };
}

function chargeParts(platform: Platform<PaymentTx>, provider: ProviderAdapter): ChargeParts {
  const { database, clock, newId, intents, dapr, publisher } = platform;
  return {
    ...{ provider, database, clock, newId, intents },
    calls: createProviderCalls(database, clock, newId),
    publishFacts: createPublishFacts(publisher),
    metrics: createPaymentMetrics(platform),
    pricing: createPricingGateway(dapr),
    fraud: createFraudGateway(dapr),
  };
}

const intentKinds = (parts: ChargeParts): IntentKind<never, never, PaymentTx>[] => [
  createCaptureIntent(parts) as IntentKind<never, never, PaymentTx>,
  createChargeIntent(parts) as IntentKind<never, never, PaymentTx>,
  createRefundIntent(parts) as IntentKind<never, never, PaymentTx>,
  createVoidIntent(parts) as IntentKind<never, never, PaymentTx>,
  createReleaseIntent(parts.pricing) as IntentKind<never, never, PaymentTx>,
];
