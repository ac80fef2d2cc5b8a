import type { Clock, Database, Intents, NewId } from '@sidecart/platform';
import type { FraudGateway } from '../gateways/fraud-gateway.js';
import type { PricingGateway } from '../gateways/pricing-gateway.js';
import type { PaymentMetrics } from '../metrics.js';
import type { PublishFacts } from '../payment-events.js';
import type { ProviderAdapter } from '../provider/provider-adapter.js';
import type { PaymentTx } from '../store/client.js';
import type { ProviderCalls } from '../store/provider-call-store.js';

/** What the calls to the provider are built from. */
export interface IntentParts {
  readonly provider: ProviderAdapter;
  readonly calls: ProviderCalls;
  readonly publishFacts: PublishFacts;
  readonly metrics: PaymentMetrics;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** What charging an order needs besides. */
export interface ChargeParts extends IntentParts {
  readonly database: Database<PaymentTx>;
  readonly intents: Intents<PaymentTx>;
  readonly pricing: PricingGateway;
  readonly fraud: FraudGateway;
}
