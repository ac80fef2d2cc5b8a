import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Platform, type ServiceParts } from '@sidecart/platform';
import type { PaymentConfig } from './config.js';
import { createCaptureIntent } from './intents/capture-intent.js';
import type { IntentParts } from './intents/parts.js';
import { createRefundIntent } from './intents/refund-intent.js';
import { createVoidIntent } from './intents/void-intent.js';
import { createPublishFacts } from './payment-events.js';
import type { ProviderAdapter } from './provider/provider-adapter.js';
import { createSimulator } from './provider/simulator.js';
import { withDeadline } from './provider/with-deadline.js';
import { paymentRoutes } from './routes.js';
import { createClient, type PaymentTx } from './store/client.js';
import { createProviderCalls } from './store/provider-call-store.js';
import { createSimulatorLedger } from './store/simulator-ledger.js';
import { subscriptions } from './subscriptions.js';
import { createCapturePayment } from './use-cases/capture-payment.js';
import { createReadPayment } from './use-cases/read-payment.js';
import { createRefundPayment } from './use-cases/refund-payment.js';
import { createVoidPayment } from './use-cases/void-payment.js';

/** Makes the provider a payment service talks to. */
export type MakeProvider = (platform: Platform<PaymentTx>, config: PaymentConfig) => ProviderAdapter;

/** The payment service on the provider given: the one seam a real provider goes into. */
export const definePaymentService = (makeProvider: MakeProvider) =>
  defineService<PaymentTx, PaymentConfig>({
    name: 'payment',
    contracts: registry,
    createClient,
    wire: (platform, config) => wire(platform, withDeadline(makeProvider(platform, config), config.PROVIDER_TIMEOUT_MS)),
  });

/** The simulated provider with its ledger in payment's own database. */
export const simulatedProvider: MakeProvider = (platform, config) =>
  createSimulator(createSimulatorLedger(platform.database, platform.newId), {
    latencyMinMs: config.SIMULATOR_LATENCY_MIN_MS,
    latencyMaxMs: config.SIMULATOR_LATENCY_MAX_MS,
    slowMs: config.SIMULATOR_SLOW_MS,
    captureDelayMs: config.SIMULATOR_CAPTURE_DELAY_MS,
  });

/** The payment service on the simulated provider. */
export const paymentService = definePaymentService(simulatedProvider);

function wire(platform: Platform<PaymentTx>, provider: ProviderAdapter): ServiceParts<PaymentTx> {
  const { database, clock, newId } = platform;
  const calls = createProviderCalls(database, clock, newId);
  const parts: IntentParts = { provider, calls, publishFacts: createPublishFacts(platform.publisher), clock, newId };
  return {
    routes: paymentRoutes({
      capturePayment: createCapturePayment(platform),
      refundPayment: createRefundPayment(platform),
      voidPayment: createVoidPayment(platform),
      readPayment: createReadPayment(database),
    }),
    subscriptions: subscriptions(),
    intentKinds: [createCaptureIntent(parts), createRefundIntent(parts), createVoidIntent(parts)].map(
      (kind) => kind as IntentKind<never, never, PaymentTx>,
    ),
  };
}
