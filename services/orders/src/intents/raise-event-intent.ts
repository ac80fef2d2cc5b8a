import type { IntentKind } from '@sidecart/platform';
import type { OrdersTx } from '../store/client.js';
import { RAISE_EVENT, type RaisePayload } from '../use-cases/cancel-order.js';
import type { WorkflowEngine } from '../workflow-engine.js';

/** Raises a human decision to an order's workflow; one that has ended needs none. */
export const createRaiseEventIntent = (engine: WorkflowEngine): IntentKind<RaisePayload, 'raised' | 'ended', OrdersTx> => ({
  kind: RAISE_EVENT,
  call: async ({ payload: { orderId, event, data } }) => ((await engine.raiseEvent(orderId, event, data)) ? 'raised' : 'ended'),
  settle: () => Promise.resolve(),
});
