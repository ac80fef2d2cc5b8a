import type { FlowContext } from './context.js';

interface Named {
  readonly orderId?: unknown;
  readonly orderNumber?: unknown;
  readonly checkoutSessionId?: unknown;
  readonly order?: { readonly id?: unknown; readonly orderNumber?: unknown } | null;
}

/** The order and session an event's data or an intent's payload is about, for the logs; only what is there as text. */
export function idsOf(data: unknown): Pick<FlowContext, 'orderId' | 'orderNumber' | 'checkoutSessionId'> {
  if (typeof data !== 'object' || data === null) return {};
  const { orderId, orderNumber, checkoutSessionId, order } = data as Named;
  return {
    ...text('orderId', orderId ?? order?.id),
    ...text('orderNumber', orderNumber ?? order?.orderNumber),
    ...text('checkoutSessionId', checkoutSessionId),
  };
}

function text<Name extends string>(name: Name, value: unknown): { readonly [key in Name]?: string } {
  return typeof value === 'string' ? ({ [name]: value } as { [key in Name]: string }) : {};
}
