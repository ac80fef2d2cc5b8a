import type { Address, FailureReason, ItemQuantity, OrderPath } from '@sidecart/contracts';

/**
 * Where a shipment stands. PENDING: the carrier's answer is not known yet. FAILED: nothing is sent, nor will be.
 * CANCELLED: its label is void, or never was one.
 */
export type ShipmentStatus = 'PENDING' | 'CREATED' | 'FAILED' | 'CANCELLED';

/** What the carrier gave for the goods. */
export interface Label {
  readonly carrier: string;
  readonly trackingNumber: string;
}

/**
 * That nothing may be shipped any more, and whether the carrier agrees: ASKED until it has answered, DONE once the key is
 * barred there for ever, REFUSED where it holds on to a label.
 */
export interface Undo {
  readonly state: 'ASKED' | 'DONE' | 'REFUSED';
  /** The first one given stays. */
  readonly reason: string;
  /** Counts the questions put to the carrier: a refused one can be put anew. */
  readonly round: number;
  readonly refusal: FailureReason | undefined;
}

/** The one shipment an order ever has. What the asker did not know is undefined. */
export interface Shipment {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string | undefined;
  readonly path: OrderPath;
  readonly customerId: string | undefined;
  readonly shippingAddress: Address;
  /** As the order lists them; never empty. */
  readonly items: readonly ItemQuantity[];
  readonly status: ShipmentStatus;
  /** Known exactly where it was told of. */
  readonly label: (Label & { readonly at: Date }) | undefined;
  /** Only when FAILED. */
  readonly failure: FailureReason | undefined;
  readonly undo: Undo | undefined;
  /** Of the request that asked for it; undefined where an event did. */
  readonly idempotencyKey: string | undefined;
  /** Of the order's whole story. */
  readonly correlationId: string;
  readonly createdAt: Date;
}

/** What is on record under an order's id: a shipment, or the tombstone of one cancelled before it was asked for. */
export type OnRecord = Shipment | 'BARRED';

/** What stands under an order's id, be it nothing. */
export type Standing = OnRecord | undefined;

/** What a shipment is asked for with. */
export type Wanted = Omit<Shipment, 'status' | 'label' | 'failure' | 'undo'>;

/** What a decision has to tell the other services. */
export type ShipmentFact =
  | { readonly type: 'created' }
  | { readonly type: 'failed'; readonly reason: FailureReason }
  | { readonly type: 'cancelled'; readonly reason: string };

/** A shipment after a settlement, and what is to be told of it. */
export interface Settled {
  readonly shipment: Shipment;
  readonly facts: readonly ShipmentFact[];
}

/** The shipment as it begins. */
export const planShipment = (wanted: Wanted): Shipment => ({ ...wanted, status: 'PENDING', label: undefined, failure: undefined, undo: undefined });
