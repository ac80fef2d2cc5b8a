import { NotFound, type Database } from '@sidecart/platform';
import type { Payment } from '../domain/payment.js';
import type { PaymentTx } from '../store/client.js';
import { findPayment, findPaymentByKey, listPayments, type PaymentFilter } from '../store/payment-store.js';

/** Reads payments. `byId` and `byKey` throw NotFound. */
export interface ReadPayment {
  byId(id: string): Promise<Payment>;
  byKey(key: string): Promise<Payment>;
  list(filter: PaymentFilter): Promise<readonly Payment[]>;
}

/** Reads payments from payment's database. */
export function createReadPayment(database: Database<PaymentTx>): ReadPayment {
  return {
    async byId(id) {
      const payment = await database.transaction((tx) => findPayment(tx, id));
      if (!payment) throw new NotFound('payment', id);
      return payment;
    },
    async byKey(key) {
      const payment = await database.transaction((tx) => findPaymentByKey(tx, key));
      if (!payment) throw new NotFound('payment under key', key);
      return payment;
    },
    list: (filter) => database.transaction((tx) => listPayments(tx, filter)),
  };
}
