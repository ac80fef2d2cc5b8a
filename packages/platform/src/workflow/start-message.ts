import { activeTraceparent } from '../events/trace.js';
import { currentFlow, type FlowContext } from '../runtime/context.js';

/** A workflow's input as it is stored: the flow and the trace go along, which the engine itself would not carry to activities. */
export interface StartMessage {
  readonly flow: FlowContext;
  readonly traceparent?: string;
  readonly input?: unknown;
}

/** Wraps an input with the flow under way. */
export function startMessage(input: unknown): StartMessage {
  const traceparent = activeTraceparent();
  return { flow: currentFlow(), ...(traceparent === undefined ? {} : { traceparent }), input };
}

/** Unwraps one. Throws for a workflow that was started past the engine port. */
export function readStartMessage(raw: unknown): StartMessage {
  // JSON leaves out an input of undefined.
  if (typeof raw === 'object' && raw !== null && 'flow' in raw) return raw as StartMessage;
  throw new Error('a workflow is started through WorkflowEngine.start, which wraps its input as {flow, input}');
}
