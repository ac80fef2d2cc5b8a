import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const HOUR_MS = 3_600_000;
const milliseconds = (fallback: number, min = 1_000) => z.coerce.number().int().min(min).default(fallback);

/** Reads notification's settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadNotificationConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'notification',
    {
      /** Who the mails are from. */
      MAIL_FROM: z
        .string()
        .regex(/^[^\r\n;]*[^\s<>;@]+@[^\s<>;@]+>?$/, 'must be an address, or a name and <an address>')
        .default('Sidecart <orders@sidecart.example>'),
      /** What happened longer ago sends no mail any more. */
      MAIL_MAX_AGE_MS: milliseconds(7 * 24 * HOUR_MS),
      /** A mail that could not be sent for this long is given up. */
      MAIL_RETRY_FOR_MS: milliseconds(24 * HOUR_MS, 0),
      /** How long the sidecar has for one mail; longer than its own 10 s to reach the mail server. */
      SMTP_TIMEOUT_MS: milliseconds(15_000),
    },
    env,
  );

/** Notification's settings, the platform's included. */
export type NotificationConfig = ReturnType<typeof loadNotificationConfig>;
