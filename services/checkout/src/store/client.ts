import type { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.js';

/** A transaction on checkout's own database. */
export type CheckoutTx = Prisma.TransactionClient;

/** A client of checkout's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
