import { Unavailable } from '@sidecart/platform';
import type { WorkflowInstance, WorkflowStatus } from '@sidecart/platform/workflow';
import type { WorkflowEngine, Workflows } from '../workflow-engine.js';
import type { ActivityParts } from '../workflows/activities/parts.js';

/** A workflow engine of a test: keeps what it was asked, and is away when told so. */
export interface FakeEngine extends WorkflowEngine {
  readonly started: Map<string, { readonly workflow: string; readonly input: unknown }>;
  readonly raised: { readonly instanceId: string; readonly event: string; readonly data: unknown }[];
  readonly states: Map<string, WorkflowStatus>;
  away: boolean;
}

/** Makes a fake engine. */
export function fakeEngine(): FakeEngine {
  const engine: FakeEngine = {
    started: new Map(),
    raised: [],
    states: new Map(),
    away: false,
    async start(workflow, instanceId, input) {
      await answer();
      if (engine.started.has(instanceId)) return 'exists';
      engine.started.set(instanceId, { workflow, input });
      engine.states.set(instanceId, 'RUNNING');
      return 'started';
    },
    async raiseEvent(instanceId, event, data) {
      await answer();
      if (engine.states.get(instanceId) !== 'RUNNING') return false;
      engine.raised.push({ instanceId, event, data });
      return true;
    },
    async status(instanceId) {
      await answer();
      const status = engine.states.get(instanceId);
      if (status === undefined) return undefined;
      const instance: WorkflowInstance = {
        name: engine.started.get(instanceId)?.workflow ?? '',
        status,
        createdAt: new Date(0),
        updatedAt: new Date(0),
      };
      return instance;
    },
  };
  const answer = (): Promise<void> =>
    engine.away ? Promise.reject(new Unavailable('WORKFLOW_ENGINE_UNAVAILABLE', 'the engine is away')) : Promise.resolve();
  return engine;
}

/** Workflows of a test: the engine given, and no worker; `onParts` is given what the service's activities work with. */
export const fakeWorkflows = (engine: WorkflowEngine, onParts: (parts: ActivityParts) => void = () => undefined): Workflows => ({
  engine,
  worker(parts) {
    onParts(parts);
    return { name: 'no-worker', start: () => undefined, wake: () => undefined, stop: () => Promise.resolve(), release: () => undefined };
  },
});
