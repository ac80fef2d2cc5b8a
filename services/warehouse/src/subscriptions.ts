import { topics } from '@sidecart/contracts';
import { on, type Platform, type Subscription } from '@sidecart/platform';
import { createOnOrderRecorded } from './handlers/on-order-recorded.js';
import type { WarehouseTx } from './store/client.js';

/** What warehouse listens to, one line a topic. */
export const warehouseSubscriptions = ({ newId }: Platform<WarehouseTx>): Subscription<WarehouseTx>[] => [
  on(topics.ordersOrderRecorded, createOnOrderRecorded(newId)),
];
