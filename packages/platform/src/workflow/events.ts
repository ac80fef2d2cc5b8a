import type { WorkflowContext, WorkflowSteps, WorkflowTask } from './context.js';

/** One name's events, in the order they were raised, from the workflow's start on. Make one a name and keep it. */
export interface EventInbox<Data> {
  readonly name: string;
  /** The next event if there is one; never waits. */
  take(): { readonly data: Data } | undefined;
  /** What to yield for the next event; `take` then has it. */
  readonly pending: WorkflowTask<Data>;
}

/**
 * Opens the inbox of an event name. There must be only one: a waiter given up (its timer came first) still stands in line
 * and would swallow the next event of that name. The inbox keeps its one waiter and renews it only when it was served.
 */
export function openInbox<Data>(ctx: WorkflowContext, name: string): EventInbox<Data> {
  let pending = ctx.waitForExternalEvent<Data>(name);
  return {
    name,
    get pending() {
      return pending;
    },
    take() {
      if (!pending.isComplete) return undefined;
      const data = pending.getResult();
      pending = ctx.waitForExternalEvent<Data>(name);
      return { data };
    },
  };
}

/** What a wait ended with. */
export type EventWait<Data> = { readonly type: 'received'; readonly name: string; readonly data: Data } | { readonly type: 'timed_out' };

/** Waits for the first event of any of the inboxes, for `timeoutMs` at the most; an event that is there already ends it at once. */
export function* waitForEvent<Data>(ctx: WorkflowContext, inboxes: readonly EventInbox<Data>[], timeoutMs: number): WorkflowSteps<EventWait<Data>> {
  const waiting = takeFirst(inboxes);
  if (waiting !== undefined) return waiting;
  const timer = ctx.createTimer(new Date(ctx.now().getTime() + timeoutMs));
  yield ctx.whenAny([...inboxes.map(({ pending }) => pending), timer]);
  return takeFirst(inboxes) ?? { type: 'timed_out' };
}

function takeFirst<Data>(inboxes: readonly EventInbox<Data>[]): EventWait<Data> | undefined {
  for (const inbox of inboxes) {
    const event = inbox.take();
    if (event !== undefined) return { type: 'received', name: inbox.name, data: event.data };
  }
  return undefined;
}

/** Waits without holding anything: it outlasts every restart. */
export function* pause(ctx: WorkflowContext, ms: number): WorkflowSteps<void> {
  yield ctx.createTimer(new Date(ctx.now().getTime() + ms));
}
