import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on loyalty's own database. */
export type LoyaltyTx = Prisma.TransactionClient;

/** A client of loyalty's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
