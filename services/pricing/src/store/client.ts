import type { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.js';

/** A transaction on pricing's own database. */
export type PricingTx = Prisma.TransactionClient;

/** A client of pricing's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });

/** Lets one transaction at a time decide about `name`, also where no row exists yet; the lock goes with the transaction. */
export async function lockName(tx: PricingTx, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** A domain value as a JSON column takes it. */
export const asJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
