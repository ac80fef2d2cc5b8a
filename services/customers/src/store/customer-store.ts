import type { Customer, Status, Tier } from '../domain/customer.js';
import type { Standing } from '../domain/eligibility.js';
import type { Customer as CustomerRow } from '../generated/prisma/client.js';
import type { CustomersTx } from './client.js';

/** A page in order of id, after the id `after`. */
export interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

/** A customer on record. */
export async function findCustomer(tx: CustomersTx, id: string): Promise<Customer | undefined> {
  const row = await tx.customer.findUnique({ where: { id } });
  return row === null ? undefined : toCustomer(row);
}

/** The same, locked until the transaction ends. */
export async function lockCustomer(tx: CustomersTx, id: string): Promise<Customer | undefined> {
  await tx.$executeRaw`select 1 from customers where id = ${id} for update`;
  return findCustomer(tx, id);
}

/** Up to `limit` customers in order of id. */
export async function listCustomers(tx: CustomersTx, { after, limit }: Page): Promise<readonly Customer[]> {
  const rows = await tx.customer.findMany({ where: after === undefined ? {} : { id: { gt: after } }, orderBy: { id: 'asc' }, take: limit });
  return rows.map(toCustomer);
}

/** Stores a customer of an id nobody has; false where somebody was first. */
export async function insertCustomer(tx: CustomersTx, customer: Customer): Promise<boolean> {
  return (await tx.customer.createMany({ data: [customer], skipDuplicates: true })).count === 1;
}

/** Stores a customer whose row the transaction has locked. */
export async function updateCustomer(tx: CustomersTx, { id, ...data }: Customer): Promise<void> {
  await tx.customer.update({ where: { id }, data });
}

/** What is on record about an id and an e-mail address: one statement along two indexes. */
export async function readStanding(tx: CustomersTx, id: string, email: string): Promise<Standing> {
  const rows = await tx.$queryRaw<Standing[]>`
    select c.status, c.tier,
      exists (select from customers b where b.status = 'BLOCKED' and lower(b.email) = lower(${email})) as "emailBlocked"
    from (select 1) one left join customers c on c.id = ${id}`;
  return rows[0] ?? { status: null, tier: null, emailBlocked: false };
}

const toCustomer = (row: CustomerRow): Customer => ({ ...row, status: row.status as Status, tier: row.tier as Tier });
