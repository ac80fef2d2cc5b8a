import pino from 'pino';
import type { FlowContext } from '../runtime/context.js';
import type { AttemptAnswer, AttemptCall } from './activity.js';
import type { Workflow } from './context.js';
import { failureOf, type ActivityHandler } from './run-activity.js';
import { createReplay, histories, type messages, type Replay } from './sdk.js';
import type { StartMessage } from './start-message.js';
import { VirtualClock, type VirtualTime } from './virtual-time.js';

/** The world around a simulated workflow. */
export interface SimulationScript {
  /** What the activities do, given the simulation's time: `time.sleep` makes one late, `time.hang` silent. */
  readonly activities: (time: VirtualTime) => readonly ActivityHandler[];
  /** Events from outside, by the milliseconds since the start. */
  readonly events?: readonly { readonly atMs: number; readonly name: string; readonly data?: unknown }[];
  readonly instanceId?: string;
  readonly flow?: FlowContext;
  /** Where to give up on a workflow that never ends. Default 10,000. */
  readonly maxTurns?: number;
}

/** One attempt of a simulated workflow. */
export interface SimulatedAttempt {
  readonly step: string;
  readonly attempt: number;
  readonly input: unknown;
  readonly startedAtMs: number;
  /** Unset: it never answered. */
  readonly finishedAtMs?: number;
  readonly result?: AttemptAnswer;
}

/** How a simulated workflow ended. `stuck`: it waits for what never comes. */
export interface Simulation<Output> {
  readonly status: 'completed' | 'failed' | 'stuck';
  readonly output: Output | undefined;
  readonly failure: { readonly type: string; readonly message: string } | undefined;
  /** In the order they were started, those the workflow no longer waited for included. */
  readonly attempts: readonly SimulatedAttempt[];
  readonly elapsedMs: number;
}

/**
 * Runs a workflow without a sidecar, in simulated time, deterministically. Each turn replays the whole history with the
 * engine's own code, so that a workflow that is not deterministic fails here too. Activities that the workflow no longer
 * waits for are run to their end: what timed out may still take effect.
 */
export async function simulateWorkflow<Input, Output>(
  workflow: Workflow<Input, Output>,
  input: Input,
  script: SimulationScript,
): Promise<Simulation<Output>> {
  const time = new VirtualClock();
  const run = new Run(workflow, time, script);
  for (const { atMs, name, data } of script.events ?? [])
    time.at(atMs, () => run.receive(histories.newEventRaisedEvent(name, JSON.stringify(data ?? null))));
  await run.begin(input);
  const elapsedMs = time.elapsed();
  while (await time.advance());
  const result = run.result;
  const failure = result?.getFailuredetails();
  const output = result?.getResult()?.getValue();
  return {
    status: result === undefined ? 'stuck' : failure === undefined ? 'completed' : 'failed',
    output: output === undefined || output === '' ? undefined : (JSON.parse(output) as Output),
    failure: failure === undefined ? undefined : { type: failure.getErrortype(), message: failure.getErrormessage() },
    attempts: run.attempts,
    elapsedMs,
  };
}

const silent = pino({ level: 'silent' });

class Run {
  readonly attempts: SimulatedAttempt[] = [];
  result: messages.CompleteOrchestrationAction | undefined;
  private readonly history: messages.HistoryEvent[] = [];
  private inbox: messages.HistoryEvent[] = [];
  private readonly replay: Replay;
  private readonly handlers: ReadonlyMap<string, ActivityHandler>;
  private readonly instanceId: string;

  constructor(
    private readonly workflow: Workflow,
    private readonly time: VirtualClock,
    private readonly script: SimulationScript,
  ) {
    this.replay = createReplay([workflow], silent);
    this.handlers = new Map(script.activities(time).map((handler) => [handler.name, handler]));
    this.instanceId = script.instanceId ?? 'simulated';
  }

  receive(event: messages.HistoryEvent): void {
    this.inbox.push(event);
  }

  async begin(input: unknown): Promise<void> {
    const start: StartMessage = { flow: this.script.flow ?? {}, input };
    this.receive(histories.newExecutionStartedEvent(this.workflow.name, this.instanceId, JSON.stringify(start)));
    for (let turns = this.script.maxTurns ?? 10_000; this.result === undefined && turns > 0; turns -= 1) {
      if (this.inbox.length > 0) await this.turn();
      else if (!(await this.time.advance())) return;
    }
  }

  private async turn(): Promise<void> {
    const fresh = [histories.newOrchestratorStartedEvent(this.time.now()), ...this.inbox];
    this.inbox = [];
    const { actions } = await this.replay(this.instanceId, this.history, fresh);
    this.history.push(...fresh);
    for (const action of actions) this.perform(action);
    await this.time.settled();
  }

  private perform(action: messages.OrchestratorAction): void {
    this.result ??= action.getCompleteorchestration();
    const id = action.getId();
    const fireAt = action.getCreatetimer()?.getFireat()?.toDate();
    if (fireAt !== undefined) {
      this.history.push(histories.newTimerCreatedEvent(id, fireAt));
      const wait = fireAt.getTime() - this.time.now().getTime();
      this.time.at(this.time.elapsed() + wait, () => this.receive(histories.newTimerFiredEvent(id, fireAt)));
    }
    const task = action.getScheduletask();
    if (task !== undefined) {
      this.history.push(histories.newTaskScheduledEvent(id, task.getName(), task.getInput()?.getValue()));
      this.time.track(this.attempt(id, task.getName(), JSON.parse(task.getInput()?.getValue() ?? '') as AttemptCall));
    }
  }

  private async attempt(id: number, name: string, call: AttemptCall): Promise<void> {
    const { step, attempt, input } = call;
    const place = this.attempts.push({ step, attempt, input, startedAtMs: this.time.elapsed() }) - 1;
    const result = await this.answer(name, call);
    this.attempts[place] = { ...(this.attempts[place] as SimulatedAttempt), finishedAtMs: this.time.elapsed(), result };
    this.receive(histories.newTaskCompletedEvent(id, JSON.stringify(result)));
  }

  private async answer(name: string, { step, attempt, deadline, input }: AttemptCall): Promise<AttemptAnswer> {
    const handler = this.handlers.get(name);
    if (handler === undefined) return { type: 'failed', code: 'ACTIVITY_FAILED', message: `no activity ${name} is registered` };
    const { instanceId } = this;
    const { signal } = new AbortController();
    const context = { instanceId, step, attempt, idempotencyKey: `${instanceId}:${step}`, deadline: new Date(deadline), signal };
    try {
      return await handler.run(input as never, context);
    } catch (error) {
      return failureOf(error);
    }
  }
}
