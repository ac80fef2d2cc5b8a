import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../runtime/logging.js';
import type { AttemptCall } from './activity.js';
import { runAttempt, type ActivityHandler, type ActivityRunSettings } from './run-activity.js';
import { connect, histories, messages, type Replay, type SdkStub, type SidecarAddress } from './sdk.js';

/** One connection over which the sidecar hands out work. It is used once: when it ends, another is made. */
export interface Worker {
  /** Resolves to the reason once the connection has ended; never rejects. */
  readonly ended: Promise<string>;
  /** Takes no new work and waits for what is under way, `limitMs` at the most. What is left goes to the next worker. */
  drain(limitMs: number): Promise<void>;
  close(): void;
}

/** What a worker works with. */
export interface WorkerSettings {
  readonly address: SidecarAddress;
  readonly replay: Replay;
  readonly activities: ReadonlyMap<string, ActivityHandler>;
  readonly attempts: ActivityRunSettings;
  readonly log: Logger;
}

/** Time for the sidecar to take an answer; without one it would hand the work out again. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Connects and works. How much is under way at once is for the sidecar to say (components/config.yaml). */
export function openWorker(settings: WorkerSettings): Worker {
  const stub = connect(settings.address);
  const stream = stub.getWorkItems(new messages.GetWorkItemsRequest());
  const underWay = new Set<Promise<void>>();
  let draining = false;
  const ended = new Promise<string>((resolve) => {
    stream.on('error', (error: Error) => resolve(error.message));
    stream.on('end', () => resolve('the sidecar ended it'));
  });
  stream.on('data', (item: messages.WorkItem) => {
    // What is left lying here the sidecar takes back when the connection ends.
    if (draining) return;
    const work = perform(settings, stub, item)
      .catch((error: unknown) =>
        settings.log.warn({ reason: (error as Error).message }, 'workflow work could not be answered; the sidecar hands it out again'),
      )
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  return {
    ended,
    async drain(limitMs) {
      draining = true;
      const timeout = new AbortController();
      await Promise.race([Promise.all(underWay), sleep(limitMs, undefined, { signal: timeout.signal }).catch(() => undefined)]);
      timeout.abort();
    },
    close() {
      stream.cancel();
      stub.close();
    },
  };
}

async function perform(settings: WorkerSettings, stub: SdkStub, item: messages.WorkItem): Promise<void> {
  const workflow = item.getOrchestratorrequest();
  if (workflow !== undefined) {
    const response = await advance(settings, workflow);
    await answered((callback) => stub.completeOrchestratorTask(response, callback));
  }
  const activity = item.getActivityrequest();
  if (activity !== undefined) {
    const response = await attempt(settings, activity);
    await answered((callback) => stub.completeActivityTask(response, callback));
  }
}

async function advance({ replay, log }: WorkerSettings, request: messages.OrchestratorRequest): Promise<messages.OrchestratorResponse> {
  const instanceId = request.getInstanceid();
  const { actions, customStatus } = await replay(instanceId, request.getPasteventsList(), request.getNeweventsList());
  for (const action of actions) {
    const failure = action.getCompleteorchestration()?.getFailuredetails();
    if (failure !== undefined) log.error({ instanceId, errorType: failure.getErrortype(), reason: failure.getErrormessage() }, 'a workflow failed');
  }
  const response = new messages.OrchestratorResponse();
  response.setInstanceid(instanceId);
  response.setActionsList(actions);
  response.setCustomstatus(histories.getStringValue(customStatus));
  return response;
}

async function attempt({ activities, attempts }: WorkerSettings, request: messages.ActivityRequest): Promise<messages.ActivityResponse> {
  const instanceId = request.getOrchestrationinstance()?.getInstanceid() ?? '';
  const response = new messages.ActivityResponse();
  response.setInstanceid(instanceId);
  response.setTaskid(request.getTaskid());
  try {
    const handler = activities.get(request.getName());
    if (handler === undefined) throw new Error(`no activity ${request.getName()} is registered`);
    const call = JSON.parse(request.getInput()?.getValue() ?? '') as AttemptCall;
    const answer = await runAttempt(handler, instanceId, call, attempts);
    response.setResult(histories.getStringValue(JSON.stringify(answer)));
  } catch (error) {
    response.setFailuredetails(histories.newFailureDetails(error));
  }
  return response;
}

type Callback = (error: Error | null) => void;

function answered(send: (callback: Callback) => { cancel(): void }): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = send((error) => {
      clearTimeout(timer);
      if (error === null) resolve();
      else reject(error);
    });
    const timer = setTimeout(() => call.cancel(), ANSWER_TIMEOUT_MS);
  });
}
