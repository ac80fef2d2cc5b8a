import Stripe from 'stripe';

/** How Stripe is reached. */
export interface StripeSettings {
  readonly secretKey: string;
  /** Only in tests: another address than Stripe's own. */
  readonly apiBase: string | undefined;
  readonly timeoutMs: number;
}

/**
 * Makes Stripe's client. What is unknown is asked again by the intent, which looks first; the client itself repeats only what met
 * a closed connection, once and at once, which every request here bears: by its idempotency key or by the PaymentIntent's state.
 */
export function createStripeClient({ secretKey, apiBase, timeoutMs }: StripeSettings): Stripe {
  return new Stripe(secretKey, { maxNetworkRetries: 0, timeout: timeoutMs, telemetry: false, ...(apiBase !== undefined && addressOf(apiBase)) });
}

function addressOf(apiBase: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname: host, port, protocol } = new URL(apiBase);
  return protocol === 'http:' ? { host, port: port || '80', protocol: 'http' } : { host, port: port || '443', protocol: 'https' };
}
