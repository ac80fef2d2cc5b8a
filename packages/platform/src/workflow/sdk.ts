/**
 * The only file that knows the inside of the SDK. Taken from it: the messages, the replay of histories, the connection. Not
 * its worker: that runs ten items at a time, hung activities included, drops what does not fit its queue, ends for good
 * with its first connection and cannot be told where to log (docs/decisions/0007-step-retries-and-timeouts.md).
 */
import { Logger as SdkLogger } from '@dapr/dapr/logger/Logger';
import { LogLevel } from '@dapr/dapr/types/logger/LogLevel';
import { generateApiTokenClientInterceptors } from '@dapr/dapr/workflow/internal';
import { GrpcClient } from '@dapr/dapr/workflow/internal/durabletask/client/client-grpc';
import * as messages from '@dapr/dapr/workflow/internal/durabletask/proto/orchestrator_service_pb';
import { whenAny } from '@dapr/dapr/workflow/internal/durabletask/task';
import type { OrchestrationContext } from '@dapr/dapr/workflow/internal/durabletask/task/context/orchestration-context';
import type { Task } from '@dapr/dapr/workflow/internal/durabletask/task/task';
import * as histories from '@dapr/dapr/workflow/internal/durabletask/utils/pb-helper.util';
import { OrchestrationExecutor } from '@dapr/dapr/workflow/internal/durabletask/worker/orchestration-executor';
import { Registry } from '@dapr/dapr/workflow/internal/durabletask/worker/registry';
import type { Logger } from '../runtime/logging.js';
import type { Workflow, WorkflowContext, WorkflowTask } from './context.js';
import { readStartMessage, type StartMessage } from './start-message.js';

export { histories, messages };

/** A connection to the sidecar's workflow service. */
export type SdkStub = GrpcClient['stub'];

/** Where a sidecar is. */
export interface SidecarAddress {
  /** Default 127.0.0.1: a sidecar is always beside its service. */
  readonly host?: string | undefined;
  readonly grpcPort: number;
  readonly apiToken?: string | undefined;
}

/** Opens a connection; it is made with the first call. */
export function connect({ host = '127.0.0.1', grpcPort, apiToken }: SidecarAddress): SdkStub {
  const options = {
    // Without these a sidecar that was away for long is looked for every two minutes.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.use_local_subchannel_pool': 1,
    ...(apiToken === undefined ? {} : { interceptors: [generateApiTokenClientInterceptors({ daprApiToken: apiToken })] }),
  };
  return new GrpcClient(`${host}:${grpcPort}`, options).stub;
}

/** Goes through an instance's history and says what it wants next. */
export type Replay = (
  instanceId: string,
  past: messages.HistoryEvent[],
  fresh: messages.HistoryEvent[],
) => Promise<{ readonly actions: messages.OrchestratorAction[]; readonly customStatus: string }>;

/** Makes the replay of these workflows. A workflow that throws, or does not fit its history, comes back as its failure. */
export function createReplay(workflows: readonly Workflow[], log: Logger): Replay {
  const registry = new Registry();
  for (const workflow of workflows) {
    registry.addNamedOrchestrator(workflow.name, (inner: OrchestrationContext, raw: unknown) => body(workflow, inner, raw));
  }
  const sdkLog = sdkLogger(log);
  return (instanceId, past, fresh) => {
    const executor = new OrchestrationExecutor(registry);
    // It has no option for it, and its own writes several lines a step to the console.
    Reflect.set(executor, 'logger', sdkLog);
    return executor.execute(instanceId, past, fresh);
  };
}

/** The SDK runs asynchronous generators only; a workflow is a plain one, so that it cannot await anything. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* body(workflow: Workflow, inner: OrchestrationContext, raw: unknown): AsyncGenerator<Task<unknown>, unknown> {
  const start = readStartMessage(raw);
  const steps = workflow.steps(contextOf(inner, start), start.input as never);
  return yield* steps as unknown as Generator<Task<unknown>, unknown>;
}

function contextOf(inner: OrchestrationContext, { flow, traceparent }: StartMessage): WorkflowContext {
  const task = <T>(made: Task<T>): WorkflowTask<T> => made;
  return {
    instanceId: inner.instanceId,
    flow,
    traceparent,
    now: () => new Date(inner.currentUtcDateTime),
    isReplaying: () => inner.isReplaying,
    callActivity: <T>(name: string, input: object) => task(inner.callActivity<object, T>(name, input)),
    createTimer: (fireAt) => task(inner.createTimer(fireAt) as Task<void>),
    waitForExternalEvent: <T>(name: string) => task(inner.waitForExternalEvent(name) as Task<T>),
    // The tasks are the SDK's own: nothing else comes from this context.
    whenAny: (tasks) => task(whenAny([...tasks] as Task<unknown>[]) as unknown as Task<WorkflowTask<unknown>>),
  };
}

function sdkLogger(log: Logger): SdkLogger {
  const write = (message: unknown): void => log.debug({ part: 'workflow-sdk' }, String(message));
  const level = log.isLevelEnabled('debug') ? LogLevel.Debug : LogLevel.Error;
  return new SdkLogger('workflow', 'replay', { level, service: { error: write, warn: write, info: write, verbose: write, debug: write } });
}
