import { parseInstant, type BodyContract } from '@sidecart/platform';
import { z } from 'zod';
import type { ReplayRequest } from './domain/replay.js';

const text = z
  .string()
  .min(1)
  .max(256)
  .refine((value) => !value.includes('\0'), 'must not hold a zero character');
const instant = z.string().refine((value) => parseInstant(value) !== undefined, 'must be a date, or an RFC 3339 instant in UTC');

const schema = z.strictObject({
  consumer: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a service'),
  topics: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$/, 'must be a topic'))
    .min(1)
    .max(100)
    .optional(),
  orderId: text.optional(),
  correlationId: text.optional(),
  subject: text.optional(),
  from: instant.optional(),
  to: instant.optional(),
  dryRun: z.boolean().optional(),
});

/** What `POST /replays` takes: a replay, and whether it is only to be counted. */
export type ReplayBody = ReplayRequest & { readonly dryRun?: boolean };

/** Contract of `POST /replays`. */
export const replayBody: BodyContract<ReplayBody> = {
  name: 'audit/create-replay',
  validate: (body) =>
    (schema.safeParse(body).error?.issues ?? []).map(({ path, message, code }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      message,
      keyword: code,
    })),
};
