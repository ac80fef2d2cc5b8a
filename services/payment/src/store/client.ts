import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on payment's own database. */
export type PaymentTx = Prisma.TransactionClient;

/** A client of payment's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });

/**
 * Lets one transaction at a time decide about `name`; the lock goes with the transaction. It holds also
 * where no row exists yet, which is what a capture and a void of the same key need.
 */
export async function lockName(tx: PaymentTx, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** The same for many names, always in one order, so that two transactions with the same names cannot deadlock. */
export async function lockNames(tx: PaymentTx, names: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(lock) FROM (
      SELECT DISTINCT hashtextextended(name, 0) AS lock FROM unnest(${[...names]}::text[]) AS name ORDER BY lock
    ) AS locks`;
}
