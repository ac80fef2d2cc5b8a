import { Unavailable, type DaprClient } from '@sidecart/platform';
import { z } from 'zod';

/** Who bought an order, as orders has it on record. */
export interface Contact {
  readonly orderNumber: string;
  readonly customerId: string;
  /** Personal data: used for the one mail, never stored or logged. */
  readonly email: string;
}

const answer = z.object({
  orderNumber: z.string().min(1),
  customer: z.object({ id: z.string().min(1), email: z.string().min(1) }),
});

/** Asks orders whom an order belongs to. Throws Unavailable also for an order it does not know: it may be recorded later. */
export async function askContact(dapr: DaprClient, orderId: string, signal: AbortSignal): Promise<Contact> {
  const { status, body } = await dapr.invoke('orders', { method: 'GET', path: `/orders/${orderId}/contact`, signal });
  if (status === 404) throw new Unavailable('ORDER_NOT_RECORDED', 'orders does not know the order, or not yet');
  const parsed = answer.safeParse(body);
  if (status !== 200 || !parsed.success) throw new Unavailable('CONTACT_NOT_TOLD', `orders answered ${status} and told no contact`);
  const { orderNumber, customer } = parsed.data;
  return { orderNumber, customerId: customer.id, email: customer.email };
}
