import type { FlowContext } from '../runtime/context.js';

/** An activity as a workflow names it: what goes in and what comes out, nothing of how. */
export interface Activity<Input, Output> {
  readonly name: string;
  /** Never set; carries the types. */
  readonly types?: (input: Input) => Output;
}

/** Declares an activity. The name is permanent: histories hold it. */
export function defineActivity<Input, Output = undefined>(name: string): Activity<Input, Output> {
  return { name };
}

/** It took effect. */
export interface Done<Value> {
  readonly type: 'done';
  readonly value: Value;
}

/** It had no effect and never will: not tried again. */
export interface Refused {
  readonly type: 'refused';
  /** UPPER_SNAKE_CASE. */
  readonly code: string;
  readonly message: string;
}

/** What an activity answers. Anything it throws means "not known": the step's policy decides whether it is tried again. */
export type ActivityResult<Value> = Done<Value> | Refused;

/** The answer of an activity that took effect. */
export function done(): Done<undefined>;
export function done<Value>(value: Value): Done<Value>;
export function done(value?: unknown): Done<unknown> {
  return { type: 'done', value };
}

/** The one way for an activity to say that no repetition can help. */
export function refused(code: string, message: string): Refused {
  return { type: 'refused', code, message };
}

/** Why an attempt failed. */
export interface AttemptError {
  readonly code: string;
  readonly message: string;
}

/** What travels back to the workflow. A failure travels as a value too: as an exception only its text would arrive. */
export type AttemptAnswer<Value = unknown> = ActivityResult<Value> | ({ readonly type: 'failed' } & AttemptError) | { readonly type: 'timed_out' };

/** What travels to the activity. */
export interface AttemptCall<Input = unknown> {
  readonly step: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** Milliseconds since 1970: the workflow stops waiting then. */
  readonly deadline: number;
  /** Longest time from the start of the activity, milliseconds. */
  readonly startToCloseMs: number;
  readonly flow: FlowContext;
  readonly traceparent?: string;
  readonly input: Input;
}
