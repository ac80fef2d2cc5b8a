import { NotFound, PreconditionFailed, Unprocessable, type Platform } from '@sidecart/platform';
import { decideCustomer, isCustomerId, type Customer, type CustomerTerms, type ExpectedVersion } from '../domain/customer.js';
import type { CustomersTx } from '../store/client.js';
import { findCustomer, insertCustomer, listCustomers, lockCustomer, updateCustomer, type Page } from '../store/customer-store.js';

/** A change of one customer. */
export interface CustomerChange {
  readonly id: string;
  readonly terms: CustomerTerms;
  readonly expected: ExpectedVersion;
}

/** The customers on record. */
export interface Customers {
  /** Throws NotFound. */
  show(id: string): Promise<Customer>;
  list(page: Page): Promise<readonly Customer[]>;
  /** Resolves to the customer afterwards. Throws PreconditionFailed, Unprocessable INVALID_CUSTOMER_ID. */
  change(change: CustomerChange): Promise<Customer>;
}

/** Makes it. */
export function createCustomers({ database, clock }: Platform<CustomersTx>): Customers {
  return {
    list: (page) => database.transaction((tx) => listCustomers(tx, page)),
    show: async (id) => {
      const customer = isCustomerId(id) ? await database.transaction((tx) => findCustomer(tx, id)) : undefined;
      if (customer === undefined) throw new NotFound('customer', id);
      return customer;
    },
    change: (change) => database.transaction((tx) => changeCustomer(tx, change, clock.now())),
  };
}

async function changeCustomer(tx: CustomersTx, { id, terms, expected }: CustomerChange, now: Date): Promise<Customer> {
  if (!isCustomerId(id)) throw new Unprocessable('INVALID_CUSTOMER_ID', "this cannot be a customer's id");
  const before = await lockCustomer(tx, id);
  const decision = decideCustomer(before, terms, expected);
  if (decision.type === 'stale') throw stale();
  if (decision.type === 'unchanged') return decision.customer;
  const customer = { id, ...decision.terms, version: decision.version, updatedAt: now };
  if (before !== undefined) await updateCustomer(tx, customer);
  // Where there is no row there is no lock: somebody else may have been first.
  else if (!(await insertCustomer(tx, customer))) throw stale();
  return customer;
}

const stale = () => new PreconditionFailed('the customer has another version than the one this change is meant for; read it again');
