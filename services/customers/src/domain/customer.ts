import type { CustomersPutCustomerBody } from '@sidecart/contracts';

/** Whether orders of a customer are taken. */
export type Status = CustomersPutCustomerBody['status'];

/** A customer's loyalty tier; operators set it. */
export type Tier = NonNullable<CustomersPutCustomerBody['tier']>;

/** What an operator says of a customer. */
export interface CustomerTerms {
  readonly email: string;
  readonly name: string;
  readonly status: Status;
  readonly blockedReason: string | null;
  readonly tier: Tier;
}

/** A customer on record. */
export interface Customer extends CustomerTerms {
  readonly id: string;
  /** Rises by one with each change. */
  readonly version: number;
  readonly updatedAt: Date;
}

/** Which version a change is meant for: `none` where nobody of that id must be on record yet. */
export type ExpectedVersion = 'any' | 'none' | readonly number[];

/** What a change of a customer comes to. */
export type CustomerDecision =
  | { readonly type: 'set'; readonly version: number; readonly terms: CustomerTerms }
  | { readonly type: 'unchanged'; readonly customer: Customer }
  | { readonly type: 'stale' };

/** True for text that can be a customer's id. */
export const isCustomerId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(text);

/** Decides a change: only from the version it was meant for, and only where something changes. A reason goes with the block. */
export function decideCustomer(customer: Customer | undefined, wanted: CustomerTerms, expected: ExpectedVersion): CustomerDecision {
  if (!isExpected(customer, expected)) return { type: 'stale' };
  const terms = wanted.status === 'BLOCKED' ? wanted : { ...wanted, blockedReason: null };
  if (customer !== undefined && same(customer, terms)) return { type: 'unchanged', customer };
  return { type: 'set', version: (customer?.version ?? 0) + 1, terms };
}

function isExpected(customer: Customer | undefined, expected: ExpectedVersion): boolean {
  if (expected === 'none') return customer === undefined;
  return customer !== undefined && (expected === 'any' || expected.includes(customer.version));
}

const MEMBERS = ['email', 'name', 'status', 'blockedReason', 'tier'] as const satisfies readonly (keyof CustomerTerms)[];
const same = (a: CustomerTerms, b: CustomerTerms): boolean => MEMBERS.every((member) => a[member] === b[member]);
