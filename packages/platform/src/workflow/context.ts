import type { FlowContext } from '../runtime/context.js';

/** Something a workflow waits for: an activity, a timer, an event. Yield it to wait. */
export interface WorkflowTask<T> {
  readonly isComplete: boolean;
  readonly isFailed: boolean;
  /** Throws while it is not complete, and what made it fail. */
  getResult(): T;
}

/** The body of a workflow, or of a part of it that is run with `yield*`. */
export type WorkflowSteps<T> = Generator<WorkflowTask<unknown>, T, unknown>;

/** All a workflow may know and do. Everything else would come out differently when its history is replayed. */
export interface WorkflowContext {
  readonly instanceId: string;
  /** The flow that started the workflow; each of its activities runs in it. */
  readonly flow: FlowContext;
  /** The trace that started the workflow. */
  readonly traceparent: string | undefined;
  /** The workflow's own time: that of the history event being handled. */
  now(): Date;
  /** True while past steps are gone through again: what is told to the outside was told already. */
  isReplaying(): boolean;
  callActivity<T>(name: string, input: object): WorkflowTask<T>;
  createTimer(fireAt: Date): WorkflowTask<void>;
  waitForExternalEvent<T>(name: string): WorkflowTask<T>;
  /** Completes with the first of the tasks to complete. */
  whenAny(tasks: readonly WorkflowTask<unknown>[]): WorkflowTask<WorkflowTask<unknown>>;
}

/** A workflow by its permanent name. A change that an instance under way could not replay is a new name (…V2). */
export interface Workflow<Input = never, Output = unknown> {
  readonly name: string;
  readonly steps: (ctx: WorkflowContext, input: Input) => WorkflowSteps<Output>;
}

/** Names a workflow's body. */
export function defineWorkflow<Input, Output>(name: string, steps: Workflow<Input, Output>['steps']): Workflow<Input, Output> {
  return { name, steps };
}
