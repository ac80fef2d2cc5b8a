import { createMetrics, metricValue } from '@sidecart/platform/testing';
import { createOrdersMetrics } from '../metrics.js';
import type { OrdersUnderTest } from './orders-under-test.js';

/** Orders' metrics beside the service's own, for a use case that a test runs by itself. */
export function countedApart({ service }: OrdersUnderTest) {
  const registry = createMetrics('orders');
  return {
    metrics: createOrdersMetrics({ ...service.platform, metrics: registry }),
    value: (name: string, labels?: Readonly<Record<string, string>>) => metricValue(registry, name, labels),
  };
}
