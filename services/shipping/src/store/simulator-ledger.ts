import { AppError, type Database, type NewId } from '@sidecart/platform';
import type { LabelOutcome } from '../carrier/carrier-adapter.js';
import type { Ledger, LedgerRequest } from '../carrier/ledger.js';
import type { Label } from '../domain/shipment.js';
import type { SimulatorLabel as LabelRow } from '../generated/prisma/client.js';
import type { ShippingTx } from './client.js';

const CARRIER = 'Simulated Parcel';

/** The simulated carrier's ledger in shipping's database. Every method is a transaction of its own, as the carrier's would be. */
export function createSimulatorLedger(database: Database<ShippingTx>, newId: NewId): Ledger {
  return {
    countRequest: (key) => database.transaction((tx) => countRequest(tx, key)),
    create: (request) => database.transaction((tx) => create(tx, request, trackingNumber(newId()))),
    find: (key) => database.transaction((tx) => find(tx, key)),
    cancel: (key) => database.transaction((tx) => cancel(tx, key)),
  };
}

/** The random end of a UUID v7. */
const trackingNumber = (id: string): string => `SP${id.replaceAll('-', '').slice(-14).toUpperCase()}`;

async function countRequest(tx: ShippingTx, key: string): Promise<number> {
  const { count } = await tx.simulatorRequest.upsert({ where: { key }, create: { key, count: 1 }, update: { count: { increment: 1 } } });
  return count;
}

async function create(tx: ShippingTx, { key, requestHash, refusal }: LedgerRequest, number: string): Promise<LabelOutcome> {
  const refused = { status: 'REFUSED', refusalCode: refusal?.code ?? null, refusalMessage: refusal?.message ?? null };
  const made = refusal === undefined ? { status: 'LIVE', trackingNumber: number } : refused;
  // One that stands under the key already is waited for, be it just being stored, and stays as it is.
  await tx.simulatorLabel.createMany({ data: [{ key, requestHash, ...made }], skipDuplicates: true });
  const row = await tx.simulatorLabel.findUniqueOrThrow({ where: { key } });
  if (row.requestHash !== null && row.requestHash !== requestHash) {
    throw new AppError('CARRIER_KEY_REUSED', 'the carrier knows this key with other content');
  }
  return toOutcome(row);
}

async function find(tx: ShippingTx, key: string): Promise<Label | undefined> {
  const row = await tx.simulatorLabel.findUnique({ where: { key } });
  return row?.status === 'LIVE' ? toLabel(row) : undefined;
}

async function cancel(tx: ShippingTx, key: string): Promise<void> {
  await tx.$executeRaw`
    insert into simulator_labels (key, status, cancelled_at) values (${key}, 'CANCELLED', now())
    on conflict (key) do update set status = 'CANCELLED', cancelled_at = now() where simulator_labels.status <> 'CANCELLED'`;
}

function toOutcome(row: LabelRow): LabelOutcome {
  if (row.status === 'LIVE') return { type: 'created', label: toLabel(row) };
  if (row.status === 'CANCELLED') return { type: 'barred' };
  return { type: 'refused', reason: { code: row.refusalCode ?? 'REFUSED', message: row.refusalMessage ?? 'The carrier refused the shipment.' } };
}

const toLabel = ({ trackingNumber: number }: LabelRow): Label => ({ carrier: CARRIER, trackingNumber: number ?? '' });
