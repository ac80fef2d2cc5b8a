import type { Attributes } from '@opentelemetry/api';
import type { FlowContext } from './context.js';

/** What every span says of the flow it is part of, so that a trace is found by its order and what begins anew by its correlation. */
export function flowAttributes({ correlationId, orderId }: Pick<FlowContext, 'correlationId' | 'orderId'>): Attributes {
  return {
    ...(correlationId === undefined ? {} : { 'sidecart.correlation_id': correlationId }),
    ...(orderId === undefined ? {} : { 'sidecart.order_id': orderId }),
  };
}
