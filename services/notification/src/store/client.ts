import type { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

/** A transaction on notification's own database. */
export type NotificationTx = Prisma.TransactionClient;

/** A client of notification's own database. */
export const createClient = (adapter: PrismaPg): PrismaClient => new PrismaClient({ adapter });
