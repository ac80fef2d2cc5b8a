import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(100).default(fallback);

/** Parses checkout's configuration; throws one error that lists every bad variable. Times are milliseconds. */
export const loadCheckoutConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'checkout',
    {
      /** How long a session can be paid. */
      SESSION_TTL_MS: milliseconds(30 * 60_000),
      QUOTE_TIMEOUT_MS: milliseconds(3_000),
      /** For one call to payment, its retries included: long enough to outlast a sidecar that starts again. */
      CAPTURE_TIMEOUT_MS: milliseconds(15_000),
      /** A capture whose outcome is unknown for this long is voided. */
      CAPTURE_DEADLINE_MS: milliseconds(15 * 60_000),
      /** A sale unacknowledged for this long is sent again; doubles with each resend. */
      RESEND_AFTER_MS: milliseconds(30_000),
      /** The longest wait between two resends. */
      RESEND_MAX_MS: milliseconds(10 * 60_000),
      /** The most sales sent again in one transaction. */
      RESEND_BATCH_SIZE: z.coerce.number().int().min(1).max(1_000).default(100),
    },
    env,
  );

/** Checkout's configuration. */
export type CheckoutConfig = ReturnType<typeof loadCheckoutConfig>;
