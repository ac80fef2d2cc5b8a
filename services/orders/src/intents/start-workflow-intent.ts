import type { IntentKind, Platform } from '@sidecart/platform';
import { instanceIdOf, START_WORKFLOW, type StartPayload } from '../start-order.js';
import type { OrdersTx } from '../store/client.js';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import type { WorkflowEngine } from '../workflow-engine.js';

/** What became of a start: the engine has it, or could not be reached in time. */
export type StartOutcome = 'started' | 'engine-away';

/** What starting an order needs. */
export interface StartParts {
  readonly engine: WorkflowEngine;
  readonly applyFacts: ApplyFacts;
  /** The workflows new instances run. */
  readonly workflows: Readonly<Record<StartPayload['run'], string>>;
  /** How long an order waits for the engine, milliseconds. */
  readonly patienceMs: number;
}

/**
 * Starts an order's workflow. While the engine is away the call is made again, until the order has waited long enough:
 * then choreography claims it. A start that took effect after all finds the order claimed, and ends.
 */
export function createStartWorkflowIntent({ clock }: Pick<Platform, 'clock'>, parts: StartParts): IntentKind<StartPayload, StartOutcome, OrdersTx> {
  const { engine, applyFacts, workflows, patienceMs } = parts;
  return {
    kind: START_WORKFLOW,
    async call({ payload, createdAt, correlationId }, { now }) {
      try {
        await engine.start(workflows[payload.run], instanceIdOf(payload), { orderId: payload.orderId, correlationId });
        return 'started';
      } catch (error) {
        if (now.getTime() - createdAt.getTime() < patienceMs) throw error;
        return 'engine-away';
      }
    },
    async settle(tx, { payload: { orderId, run }, attempt }, outcome) {
      const line = { kind: 'start' as const, name: outcome, detail: { run, attempts: attempt }, at: clock.now() };
      const falls = outcome === 'engine-away' && run === 'process';
      const fact = falls ? { type: 'claimed' as const, path: 'choreography' as const } : { type: 'noted' as const };
      await applyFacts(tx, [{ orderId, fact, line }]);
    },
  };
}
