import type { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client.js';

/** A transaction on customers' own database. */
export type CustomersTx = Prisma.TransactionClient;

/** A client of customers' own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
