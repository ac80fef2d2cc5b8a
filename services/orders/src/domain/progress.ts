import type { Order, Progress } from './order.js';

/** Money given back on a payment, known by its id. */
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  /** In the minor unit of the order's currency. */
  readonly minor: number;
}

/** Something that was undone. A payment can be given back in parts; without `refund` all of it was. */
export type Undone = { readonly what: 'payment'; readonly refund?: Refund } | { readonly what: 'reservation' | 'shipment' };

/** What can be done for an order, and undone. */
export type Effect = Undone['what'];

type Done = Pick<Progress, 'paymentId' | 'reservationId' | 'shipmentId'>;

/** The order with what is newly known to have been done for it; the same object where that was known. */
export function learn(order: Order, done: Done): Order {
  const { progress } = order;
  const news = Object.entries(done).filter(([name, id]) => progress[name as keyof Done] !== id);
  if (news.length === 0) return order;
  // A second payment is another one: what was given back, was given back on the first.
  const isAnother = done.paymentId !== undefined && progress.paymentId !== undefined && done.paymentId !== progress.paymentId;
  const { refunded, refunds, ...kept } = progress;
  const undone = { ...(refunded === undefined ? {} : { refunded }), ...(refunds === undefined ? {} : { refunds }) };
  return { ...order, progress: { ...kept, ...(isAnother ? {} : undone), ...done } };
}

/** The order with what is newly known to be undone; the same object where that was known. */
export function undo(order: Order, undone: Undone): Order {
  const { progress } = order;
  if (undone.what === 'payment' && undone.refund !== undefined) return refund(order, undone.refund);
  const flag = flags[undone.what];
  return progress[flag] === true ? order : { ...order, progress: { ...progress, [flag]: true } };
}

const flags = { payment: 'refunded', reservation: 'released', shipment: 'shipmentCancelled' } as const;

/** Kept by the refund's own id, so that one told of twice counts once. What was given back on another payment is not this one's. */
function refund(order: Order, { id, paymentId, minor }: Refund): Order {
  const { progress } = order;
  if (progress.paymentId !== undefined && progress.paymentId !== paymentId) return order;
  if (progress.refunds?.[id] === minor) return order;
  return { ...order, progress: { ...progress, refunds: { ...progress.refunds, [id]: minor } } };
}

/** What is known to have been done for an order and not known to be undone. */
export function notUndone(order: Order): readonly Effect[] {
  const { paymentId, reservationId, shipmentId, released, shipmentCancelled } = order.progress;
  return [
    ...(shipmentId !== undefined && shipmentCancelled !== true ? ['shipment' as const] : []),
    ...(paymentId !== undefined && !isGivenBack(order) ? ['payment' as const] : []),
    ...(reservationId !== undefined && released !== true ? ['reservation' as const] : []),
  ];
}

function isGivenBack({ progress: { refunded, refunds = {} }, total }: Order): boolean {
  if (refunded === true) return true;
  const back = Object.values(refunds).reduce((sum, minor) => sum + minor, 0);
  return total !== undefined && back >= total.minor;
}
