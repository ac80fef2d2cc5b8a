import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, Unavailable } from '../runtime/errors.js';
import type { WorkflowEngine, WorkflowInstance, WorkflowStatus } from './engine.js';
import { connect, messages, type SdkStub, type SidecarAddress } from './sdk.js';
import { createSidecarHttp, type SidecarAnswer, type SidecarHttp } from './sidecar-http.js';
import { startMessage } from './start-message.js';

/** What the engine needs to reach its sidecar. */
export interface WorkflowEngineSettings extends SidecarAddress {
  readonly httpPort: number;
  /** For each call. Default 5,000 ms. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 5_000;
const AWAY = 'WORKFLOW_ENGINE_UNAVAILABLE';

/**
 * The engine behind the sidecar. It is told what to do over HTTP, which answers once it is stored; the same call of the gRPC
 * service waits for a worker to have begun. It is asked over gRPC, as over HTTP the sidecar logs an error for each unknown id.
 */
export function createWorkflowEngine(settings: WorkflowEngineSettings): WorkflowEngine {
  const timeoutMs = settings.deadlineMs ?? DEADLINE_MS;
  const http = createSidecarHttp(settings);
  const stub = connect(settings);
  const status = (instanceId: string): Promise<WorkflowInstance | undefined> => statusOf(stub, instanceId, timeoutMs);
  const act = (instanceId: string, path: string, body?: string): Promise<boolean> =>
    command(http, instanceId, path, { timeoutMs, ...(body !== undefined && { body }) });
  return {
    status,
    async start(workflow, instanceId, input) {
      // A second start of an instance that has ended would run it again from its beginning.
      if ((await status(instanceId)) !== undefined) return 'exists';
      const body = JSON.stringify(startMessage(input));
      const path = `/v1.0/workflows/dapr/${encodeURIComponent(workflow)}/start?instanceID=${encodeURIComponent(instanceId)}`;
      const answer = await http.call('POST', path, { timeoutMs, body });
      if (answer.status < 300) return 'started';
      if (answer.text.includes('already exists')) return 'exists';
      throw errorOf(answer, `start of ${workflow} ${instanceId}`);
    },
    raiseEvent: (instanceId, name, data) => act(instanceId, `raiseEvent/${encodeURIComponent(name)}`, JSON.stringify(data ?? null)),
    terminate: (instanceId) => act(instanceId, 'terminate'),
    purge: (instanceId) => act(instanceId, 'purge'),
    close: async () => {
      stub.close();
      await http.close();
    },
  };
}

async function command(http: SidecarHttp, instanceId: string, path: string, options: { timeoutMs: number; body?: string }): Promise<boolean> {
  const answer = await http.call('POST', `/v1.0/workflows/dapr/${encodeURIComponent(instanceId)}/${path}`, options);
  if (answer.status < 300) return true;
  if (/no such instance|not in a .*state|not found/i.test(answer.text)) return false;
  throw errorOf(answer, `${path} of ${instanceId}`);
}

function errorOf({ status, text }: SidecarAnswer, what: string): AppError {
  const message = `the sidecar answered the ${what} with ${status}: ${text.slice(0, 300)}`;
  // A name or an id it does not take stays refused; everything else passes by.
  return status === 400 ? new AppError('WORKFLOW_REFUSED', message) : new Unavailable(AWAY, message);
}

/** A status read while the instance is being written can fail; the next does not. */
const READ_AGAIN_AFTER_MS = 100;

async function statusOf(stub: SdkStub, instanceId: string, timeoutMs: number): Promise<WorkflowInstance | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await readStatus(stub, instanceId, deadline - performance.now());
    } catch (error) {
      if (deadline - performance.now() < timeoutMs / 2) throw error;
      await sleep(READ_AGAIN_AFTER_MS);
    }
  }
}

function readStatus(stub: SdkStub, instanceId: string, timeoutMs: number): Promise<WorkflowInstance | undefined> {
  const request = new messages.GetInstanceRequest();
  request.setInstanceid(instanceId);
  request.setGetinputsandoutputs(true);
  return new Promise((resolve, reject) => {
    const call = stub.getInstance(request, (error, response) => {
      clearTimeout(timer);
      if (error === null) resolve(response.getExists() ? instanceOf(response.getOrchestrationstate()) : undefined);
      else reject(new Unavailable(AWAY, `the sidecar did not tell the status of ${instanceId}: ${error.message}`, { cause: error }));
    });
    const timer = setTimeout(() => call.cancel(), timeoutMs);
  });
}

const statusNames = new Map(
  Object.entries(messages.OrchestrationStatus).map(([name, number]) => [number, name.replace('ORCHESTRATION_STATUS_', '') as WorkflowStatus]),
);

function instanceOf(state: messages.OrchestrationState | undefined): WorkflowInstance | undefined {
  if (state === undefined) return undefined;
  const output = state.getOutput()?.getValue();
  const failure = state.getFailuredetails();
  return {
    name: state.getName(),
    status: statusNames.get(state.getOrchestrationstatus()) ?? 'RUNNING',
    createdAt: state.getCreatedtimestamp()?.toDate() ?? new Date(0),
    updatedAt: state.getLastupdatedtimestamp()?.toDate() ?? new Date(0),
    ...(output === undefined || output === '' ? {} : { output: JSON.parse(output) as unknown }),
    ...(failure === undefined ? {} : { failure: { type: failure.getErrortype(), message: failure.getErrormessage() } }),
  };
}
