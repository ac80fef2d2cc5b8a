import type { NewId, Tx } from '@sidecart/platform';
import type { Finding, FindingKind } from '../domain/reconcile.js';
import type { ReconciliationFinding as FindingRow } from '../generated/prisma/client.js';
import type { PaymentTx } from './client.js';

/** A finding as it was stored. */
export interface StoredFinding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly key: string;
  readonly paymentId: string | undefined;
  readonly detail: unknown;
  readonly foundAt: Date;
  /** When it was last found true. */
  readonly seenAt: Date;
  readonly resolvedAt: Date | undefined;
}

/**
 * Stores what was found under some keys, each of which was looked at: what is found again stays one finding, what is not found
 * any more is resolved. Resolves to the kinds and keys that are new.
 */
export async function saveFindings(
  tx: PaymentTx,
  { keys, findings, now, newId }: { keys: readonly string[]; findings: readonly Finding[]; now: Date; newId: NewId },
): Promise<readonly Pick<Finding, 'kind' | 'key'>[]> {
  const at = now.toISOString();
  const rows = findings.map(({ kind, key, paymentId, ...detail }) => ({ id: newId(), kind, key, paymentId, detail }));
  const json = JSON.stringify(rows);
  await tx.$executeRaw`
    update reconciliation_findings f set resolved_at = ${at}::timestamptz
    where f.resolved_at is null and f.key = any(${[...keys]}::text[]) and not exists (
      select 1 from jsonb_to_recordset(${json}::jsonb) as found(kind text, key text) where found.kind = f.kind and found.key = f.key
    )`;
  if (rows.length === 0) return [];
  const stored = await tx.$queryRaw<{ kind: FindingKind; key: string; is_new: boolean }[]>`
    insert into reconciliation_findings (id, kind, key, payment_id, detail, found_at, seen_at)
    select id, kind, key, "paymentId", detail, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json}::jsonb) as found(id uuid, kind text, key text, "paymentId" uuid, detail jsonb) order by kind, key
    on conflict (kind, key) where resolved_at is null do update set seen_at = excluded.seen_at, detail = excluded.detail
    returning kind, key, (xmax = 0) as is_new`;
  return stored.filter(({ is_new: isNew }) => isNew);
}

/** Findings in the order they were made; only open ones unless `all`. */
export async function listFindings(
  tx: PaymentTx,
  { all, after, limit }: { all: boolean; after: string | undefined; limit: number },
): Promise<readonly StoredFinding[]> {
  const where = { ...(!all && { resolvedAt: null }), ...(after && { id: { gt: after } }) };
  const rows = await tx.reconciliationFinding.findMany({ where, orderBy: { id: 'asc' }, take: limit });
  return rows.map(toFinding);
}

/** How many findings are open, by kind. */
export async function countOpen(sql: Tx): Promise<Readonly<Partial<Record<FindingKind, number>>>> {
  const groups = await sql.$queryRawUnsafe<{ kind: FindingKind; count: number }[]>(
    'select kind, count(*)::int as count from reconciliation_findings where resolved_at is null group by kind',
  );
  return Object.fromEntries(groups.map(({ kind, count }) => [kind, count]));
}

function toFinding({ id, kind, key, paymentId, detail, foundAt, seenAt, resolvedAt }: FindingRow): StoredFinding {
  return {
    ...{ id, kind: kind as FindingKind, key, detail, foundAt, seenAt },
    paymentId: paymentId ?? undefined,
    resolvedAt: resolvedAt ?? undefined,
  };
}
