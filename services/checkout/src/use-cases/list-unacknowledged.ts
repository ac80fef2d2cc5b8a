import { InvalidInput, type Platform } from '@sidecart/platform';
import type { CheckoutTx } from '../store/client.js';
import { countUnacknowledged, listUnacknowledged, type UnacknowledgedRow } from '../store/unacknowledged-store.js';

/** The sales orders has not acknowledged: how many, since when, and a page of them in order of id. */
export interface UnacknowledgedPage {
  readonly count: number;
  readonly oldest: Date | null;
  readonly items: readonly UnacknowledgedRow[];
  /** The `after` of the next page; null on the last. */
  readonly next: string | null;
}

/** Query of the list, as it came. */
export interface PageQuery {
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
}

const MAX_LIMIT = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Lists unacknowledged sales. Throws InvalidInput for a bad page. */
export async function listUnacknowledgedSales(platform: Platform<CheckoutTx>, query: PageQuery): Promise<UnacknowledgedPage> {
  const { after, limit } = parsePage(query);
  return platform.database.transaction(async (tx) => {
    const { count, oldest } = await countUnacknowledged(tx);
    const rows = await listUnacknowledged(tx, { after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    return { count, oldest: oldest ?? null, items, next: rows.length > limit ? (items.at(-1)?.orderId ?? null) : null };
  });
}

function parsePage({ after, limit = '50' }: PageQuery): { after: string | undefined; limit: number } {
  const size = /^[1-9][0-9]{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/limit', message: `must be 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !UUID.test(after) ? [{ pointer: '/after', message: 'must be an order id' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the page asked for is invalid', violations);
  return { after, limit: size };
}
