import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on audit's own database. */
export type AuditTx = Prisma.TransactionClient;

/** A client of audit's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
