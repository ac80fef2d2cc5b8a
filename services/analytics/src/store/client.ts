import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on analytics's own database. */
export type AnalyticsTx = Prisma.TransactionClient;

/** A client of analytics's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
