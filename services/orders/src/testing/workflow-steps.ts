import type { ApplyFacts } from '../use-cases/apply-facts.js';
import type { ActivityParts } from '../workflows/activities/parts.js';
import { orderActivities } from '../workflows/handlers.js';
import type { OrdersUnderTest } from './orders-under-test.js';
import { otherServices } from './other-services.js';
import { placeOrder } from './placed.js';

/** The steps of the workflow, each run as an attempt of the engine would run it. */
export type StepsUnderTest = ReturnType<typeof stepsOf>;

/** What every step is told at the least. */
interface AnyInput {
  readonly orderId: string;
}

/** What an attempt came to, as far as tests look at it. */
export interface Ended {
  readonly type: 'done' | 'refused';
  readonly value?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** Makes the steps of an orders service, with the other services behind its sidecar. */
export function stepsOf(orders: OrdersUnderTest) {
  const { platform } = orders.service;
  const others = otherServices(orders.dapr);
  const { applyFacts: apply } = orders.parts;
  let broken = 0;
  const applyFacts: ApplyFacts = (tx, facts, publish) => {
    if (broken === 0) return apply(tx, facts, publish);
    broken -= 1;
    return Promise.reject(new Error('the process died before it could commit'));
  };
  const parts: ActivityParts = { ...orders.parts, applyFacts };
  const handlers = new Map(orderActivities(parts).map((handler) => [handler.name, handler]));
  const run = async (step: string, input: AnyInput, signal = new AbortController().signal): Promise<Ended> => {
    const handler = handlers.get(step);
    if (handler === undefined) throw new Error(`there is no step ${step}`);
    const context = { instanceId: input.orderId, step, attempt: 1, idempotencyKey: `${input.orderId}:${step}`, signal };
    return handler.run(input as never, { ...context, deadline: new Date(orders.clock.now().getTime() + 10_000) });
  };
  /** An order the workflow has brought so far, by these steps. */
  const begun = async (...through: readonly string[]): Promise<string> => {
    await orders.rows("update rollout set mode = 'orchestration' returning mode");
    const orderId = await placeOrder(orders);
    // The engine has it: these steps are what it runs.
    await orders.rows("update platform.intents set status = 'SETTLED' where key = $1 returning id", `process:${orderId}`);
    for (const step of ['ValidateOrder', ...through]) {
      const { type } = await run(step, { orderId });
      if (type !== 'done') throw new Error(`${step} was refused`);
    }
    others.forget();
    return orderId;
  };
  return {
    ...{ others, parts, run, begun, apply },
    /** Ends the order as somebody else would: the sweeper, say. */
    kill: (orderId: string) =>
      platform.database.transaction((tx) =>
        apply(tx, [
          { orderId, fact: { type: 'dead', status: 'FAILED', failure: { code: 'STANDSTILL', message: 'It stood still.' }, by: 'sweeper' } },
        ]),
      ),
    /** The next commits of facts fail: the process died after the call and before the commit. */
    dieBeforeCommit: (times = 1) => void (broken = times),
  };
}
