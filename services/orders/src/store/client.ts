import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on orders' own database. */
export type OrdersTx = Prisma.TransactionClient;

/** A client of orders' own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
