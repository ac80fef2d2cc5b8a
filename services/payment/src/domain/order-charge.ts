import type { Money } from '@sidecart/platform';

/** An order as far as charging it needs to know. */
export interface OrderToCharge {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customer: { readonly id: string; readonly email: string };
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly shippingAddress: {
    readonly name: string;
    readonly line1: string;
    readonly line2?: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly couponCode?: string;
  /** The most the customer agreed to pay. */
  readonly expectedTotal: Money;
}
