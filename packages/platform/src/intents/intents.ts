import { context } from '@opentelemetry/api';
import type { Database, Tx } from '../database/tx.js';
import { activeTraceparent, contextOf, inSpan } from '../events/trace.js';
import type { Clock } from '../runtime/clock.js';
import { currentFlow, withFlow } from '../runtime/context.js';
import { AppError } from '../runtime/errors.js';
import { idsOf, traceOf } from '../runtime/flow-ids.js';
import type { NewId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logging.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import type { AttemptCounts } from './attempt-counts.js';
import { insertIntent, leaseDue, leaseOne, markFailed, markSettled, settledOutcome, type Lease, type LeasedIntent } from './intent-store.js';
import type { EnqueuedIntent, IntentKind, Intents, IntentState, NewIntent } from './types.js';

/** What intents stand on. */
export interface IntentsDeps<T extends Tx> {
  readonly database: Database<T>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  readonly counts: AttemptCounts;
  /** How long one attempt may take before another worker takes over, milliseconds. Default 30,000. */
  readonly leaseMs?: number;
  /** Calls one worker makes side by side. Default 16. */
  readonly concurrency?: number;
}

/** Carries out intents nobody holds: those never begun, failed before, or left by a crash. */
export interface IntentWorker extends Loop {
  /** One pass over what is due. Resolves to the intents tried. */
  runOnce(): Promise<number>;
}

/** Intents with their worker; kinds are registered once the service is wired. */
export interface IntentsParts<T extends Tx> {
  readonly intents: Intents<T>;
  readonly worker: IntentWorker;
  register(kinds: readonly IntentKind<never, never, T>[]): void;
}

type Kinds<T extends Tx> = Map<string, IntentKind<unknown, unknown, T>>;

const POLL_MS = 500;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** A call is cut off this long before its lease ends, so that its outcome can still be committed. */
const SETTLE_SHARE = 0.2;

/** Makes the durable queue of intents of one service and its worker. */
export function createIntents<T extends Tx>(deps: IntentsDeps<T>): IntentsParts<T> {
  const kinds: Kinds<T> = new Map();
  const leaseMs = deps.leaseMs ?? 30_000;
  const concurrency = deps.concurrency ?? 16;
  const newLease = (): Lease => ({ token: deps.newId(), until: new Date(deps.clock.now().getTime() + leaseMs) });
  const attempt = (intent: LeasedIntent): Promise<IntentState<unknown>> => perform(deps, kinds, intent, leaseMs);
  const runOnce = async (): Promise<number> => {
    const due = await leaseDue(deps.database.sql, newLease(), deps.clock.now(), concurrency);
    // All of them end before the round does, also where one could not even be put off: rounds never overlap.
    const ended = await Promise.allSettled(due.map((intent) => attempt(intent)));
    const failed = ended.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    return due.length;
  };
  const run = async (): Promise<number> => ((await runOnce()) === concurrency ? 0 : POLL_MS);
  const intents: Intents<T> = {
    enqueue: (tx, intent) => enqueue(deps, tx, intent, intent.leased === true ? newLease() : undefined),
    async execute<Outcome>(enqueued: Parameters<Intents<T>['execute']>[0]) {
      const intent = await leaseOne(deps.database.sql, enqueued, newLease(), deps.clock.now());
      if (intent !== undefined) return (await attempt(intent)) as IntentState<Outcome>;
      return (await stateOf(deps.database.sql, enqueued.id, 'another worker holds it')) as IntentState<Outcome>;
    },
  };
  return {
    intents,
    worker: { ...createLoop({ name: 'intents', log: deps.log, run }), runOnce },
    register(added) {
      for (const kind of added) {
        kinds.set(kind.kind, kind);
        deps.counts.begin(kind.kind);
      }
    },
  };
}

function enqueue<T extends Tx>(deps: IntentsDeps<T>, tx: Tx, intent: NewIntent<unknown>, lease: Lease | undefined): Promise<EnqueuedIntent> {
  const now = deps.clock.now();
  const flow = currentFlow();
  const { kind, key, payload, cause } = intent;
  return insertIntent(tx, {
    ...{ id: deps.newId(), kind, key, payload, now, lease },
    notBefore: intent.notBefore ?? now,
    correlationId: intent.correlationId ?? cause?.correlationid ?? flow.correlationId ?? key,
    causationId: cause?.id ?? flow.causationId,
    traceparent: activeTraceparent() ?? cause?.traceparent,
  });
}

/** The lease ran out and somebody else took the intent: this attempt's outcome is not the one to commit. */
class LeaseLost extends Error {}

async function perform<T extends Tx>(deps: IntentsDeps<T>, kinds: Kinds<T>, intent: LeasedIntent, leaseMs: number): Promise<IntentState<unknown>> {
  const causation = intent.causationId === undefined ? {} : { causationId: intent.causationId };
  const flow = { correlationId: intent.correlationId, ...causation, ...traceOf(intent.traceparent), ...idsOf(intent.payload) };
  const parent = intent.traceparent === undefined ? context.active() : contextOf(intent.traceparent);
  return withFlow(flow, async () => {
    try {
      const kind = kinds.get(intent.kind);
      if (kind === undefined) throw new AppError('UNKNOWN_INTENT', `no code for intents of kind ${intent.kind}`);
      const attributes = { 'intent.id': intent.id, 'intent.kind': intent.kind, 'intent.attempt': intent.attempt };
      return await inSpan(`intent ${intent.kind}`, { parent, attributes }, () => callAndSettle(deps, kind, intent, leaseMs));
    } catch (error) {
      if (error instanceof LeaseLost) return await stateOf(deps.database.sql, intent.id, 'the lease ran out');
      return await putOff(deps, intent, error as Error);
    }
  });
}

async function callAndSettle<T extends Tx>(
  deps: IntentsDeps<T>,
  kind: IntentKind<unknown, unknown, T>,
  intent: LeasedIntent,
  leaseMs: number,
): Promise<IntentState<unknown>> {
  const signal = AbortSignal.timeout(Math.ceil(leaseMs * (1 - SETTLE_SHARE)));
  const outcome = await kind.call(intent, { now: deps.clock.now(), signal, log: deps.log });
  const payload = kind.redact === undefined ? intent.payload : kind.redact(intent.payload);
  await deps.database.transaction(async (tx) => {
    if (!(await markSettled(tx, intent, { outcome, payload, now: deps.clock.now() }))) throw new LeaseLost();
    await kind.settle(tx, intent, outcome);
  });
  deps.counts.add(intent.kind, 'settled');
  return { state: 'settled', outcome };
}

/** The outcome is unknown: the same call is made again later, under the same key. */
async function putOff<T extends Tx>(deps: IntentsDeps<T>, intent: LeasedIntent, error: Error): Promise<IntentState<unknown>> {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(intent.attempt - 1, 20)) * (0.75 + Math.random() / 2);
  deps.log.warn(
    { err: error, kind: intent.kind, key: intent.key, attempt: intent.attempt, waitMs: Math.round(wait) },
    'intent put off: its outcome is unknown',
  );
  deps.counts.add(intent.kind, 'put_off');
  await markFailed(deps.database.sql, intent, error.message, new Date(deps.clock.now().getTime() + wait));
  return { state: 'pending', reason: error.message };
}

async function stateOf(sql: Tx, id: string, otherwise: string): Promise<IntentState<unknown>> {
  const settled = await settledOutcome(sql, id);
  return settled === undefined ? { state: 'pending', reason: otherwise } : { state: 'settled', outcome: settled.outcome };
}
