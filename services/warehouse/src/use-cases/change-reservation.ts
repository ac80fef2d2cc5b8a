import type { Faults, Platform } from '@sidecart/platform';
import { disturbReleases } from '../faults.js';
import { decideConfirm, decideRelease, decideShip } from '../domain/progress.js';
import type { Decision, OnRecord, Standing } from '../domain/reservation.js';
import type { Shelf } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';
import { insertTombstones, lockStandings } from '../store/reservation-store.js';
import { lockShelf } from '../store/stock-store.js';
import { commitDecisions } from './commit-decisions.js';
import { refusalError } from './refusal-error.js';

/**
 * Changes of one order's reservation; each resolves to what stands afterwards and has no second effect. They throw
 * Conflict with the refusal's name, and all but `release` NotFound.
 */
export interface ChangeReservation {
  confirm(orderId: string): Promise<OnRecord>;
  ship(orderId: string): Promise<OnRecord>;
  /** Succeeds where nothing was ever reserved, and bars the order from reserving later. */
  release(orderId: string, reason: string): Promise<OnRecord>;
}

/** Makes the changes: the order locked, then its stock, decided, stored and told in one transaction. */
export function createChangeReservation(platform: Platform<WarehouseTx>, faults: Faults): ChangeReservation {
  const { database, clock } = platform;
  const change = (orderId: string, decide: (standing: Standing, shelf: Shelf) => Decision) =>
    database.transaction(async (tx) => settle(platform, tx, { orderId, standing: await lockStanding(tx, orderId), decide }));
  return {
    confirm: (orderId) => change(orderId, decideConfirm),
    ship: (orderId) => change(orderId, decideShip),
    release: async (orderId, reason) => {
      await disturbReleases(faults, [orderId]);
      return database.transaction(async (tx) => {
        if ((await insertTombstones(tx, [{ orderId, reason }], clock.now())).size > 0) return 'BARRED';
        const standing = await lockStanding(tx, orderId);
        if (typeof standing !== 'object') return 'BARRED';
        return settle(platform, tx, { orderId, standing, decide: (_standing, shelf) => decideRelease(standing, shelf, reason) });
      });
    },
  };
}

const lockStanding = async (tx: WarehouseTx, orderId: string): Promise<Standing> => (await lockStandings(tx, [orderId])).get(orderId);

interface Change {
  readonly orderId: string;
  readonly standing: Standing;
  decide(standing: Standing, shelf: Shelf): Decision;
}

async function settle({ publisher, clock }: Platform<WarehouseTx>, tx: WarehouseTx, change: Change): Promise<OnRecord> {
  const { orderId, standing } = change;
  const before = await lockShelf(tx, typeof standing === 'object' ? standing.items.map(({ sku }) => sku) : []);
  const decision = change.decide(standing, before);
  if (decision.type === 'refuse') throw refusalError(decision.refusal, orderId);
  if (decision.type === 'change') await commitDecisions(publisher, tx, { decisions: [decision], before, after: decision.shelf }, clock.now());
  return decision.reservation;
}
