import type { Clock, Database } from '@sidecart/platform';
import type { IntentBook, RememberedIntent } from '../provider/intent-book.js';
import type { PaymentTx } from './client.js';

interface Row {
  readonly intent_id: string | null;
  readonly barred: boolean;
}

/** The book of PaymentIntents in payment's database. */
export function createIntentBook(database: Database<PaymentTx>, clock: Clock): IntentBook {
  return {
    find: (key) =>
      database.transaction(async (tx) => {
        const row = await tx.stripeIntent.findUnique({ where: { key } });
        return row ? { intentId: row.intentId ?? undefined, barred: row.barredAt !== null } : undefined;
      }),
    findMany: (keys) =>
      database.transaction(async (tx) => {
        const rows = await tx.stripeIntent.findMany({ where: { key: { in: [...keys] }, intentId: { not: null } } });
        return new Map(rows.flatMap(({ key, intentId }) => (intentId === null ? [] : [[key, intentId] as const])));
      }),
    remember: (key, intentId) =>
      database.transaction(async (tx) =>
        remembered(
          await tx.$queryRaw<Row[]>`
            insert into stripe_intents as s (key, intent_id, created_at) values (${key}, ${intentId}, ${clock.now().toISOString()}::timestamptz)
            on conflict (key) do update set intent_id = coalesce(s.intent_id, excluded.intent_id)
            returning intent_id, barred_at is not null as barred`,
        ),
      ),
    bar: (key) =>
      database.transaction(async (tx) => {
        const now = clock.now().toISOString();
        return remembered(
          await tx.$queryRaw<Row[]>`
            insert into stripe_intents as s (key, barred_at, created_at) values (${key}, ${now}::timestamptz, ${now}::timestamptz)
            on conflict (key) do update set barred_at = coalesce(s.barred_at, excluded.barred_at)
            returning intent_id, barred_at is not null as barred`,
        );
      }),
  };
}

const remembered = ([row]: readonly Row[]): RememberedIntent => ({ intentId: row?.intent_id ?? undefined, barred: row?.barred ?? false });
