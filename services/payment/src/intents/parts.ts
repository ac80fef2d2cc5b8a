import type { Clock, NewId } from '@sidecart/platform';
import type { PublishFacts } from '../payment-events.js';
import type { ProviderAdapter } from '../provider/provider-adapter.js';
import type { ProviderCalls } from '../store/provider-call-store.js';

/** What the calls to the provider are built from. */
export interface IntentParts {
  readonly provider: ProviderAdapter;
  readonly calls: ProviderCalls;
  readonly publishFacts: PublishFacts;
  readonly clock: Clock;
  readonly newId: NewId;
}
