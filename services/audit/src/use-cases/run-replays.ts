import type { Platform } from '@sidecart/platform';
import type { ConsumerClient } from '../consumer-client.js';
import { byTopic, filterOf, stepOf, verdictOn, waitAfter, type Replay } from '../domain/replay.js';
import { oldestEvents } from '../store/archive-store.js';
import type { ArchivedEvent } from '../store/archived-event.js';
import type { AuditTx } from '../store/client.js';
import { leaseReplay, saveStep, type StepResult } from '../store/replay-store.js';

/** Works on the replays that are under way. */
export interface RunReplays {
  /** One step of the replay that is due first; false when none is. */
  runOnce(signal?: AbortSignal): Promise<boolean>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(signal?: AbortSignal): Promise<number>;
}

/** The most events of a step, and milliseconds between two looks. */
export interface ReplaySettings {
  readonly batchSize: number;
  readonly pollMs: number;
}

/** Longer than a step with all its calls can take: the replay of a worker that died goes on after it. */
const LEASE_MS = 120_000;
/** Below the 4 MiB a sidecar takes, with room for what the calls add. */
const MAX_STEP_BYTES = 1_000_000;

/**
 * Makes it. A step reads events behind the replay's position, hands them in topic by topic, and only then moves the position:
 * a step that broke off is done again from its beginning, and the consumer's dedup makes one of the copies.
 */
export function createRunReplays(platform: Platform<AuditTx>, consumers: ConsumerClient, { batchSize, pollMs }: ReplaySettings): RunReplays {
  const { database, clock, newId, log } = platform;
  const runOnce = async (signal?: AbortSignal): Promise<boolean> => {
    const lease = newId();
    const started = clock.now();
    const until = new Date(started.getTime() + LEASE_MS);
    const replay = await database.transaction((tx) => leaseReplay(tx, lease, started, until));
    if (replay === undefined) return false;
    const result = await step(replay, signal).catch((error: unknown) => failed(replay, error, clock.now()));
    await database.transaction((tx) => saveStep(tx, replay.id, lease, result, clock.now()));
    const { state, delivered, refused, lastError } = result;
    const fields = { replayId: replay.id, consumer: replay.request.consumer, state, delivered, refused };
    if (lastError === undefined) log.info(fields, 'replay went on');
    else log.warn({ ...fields, reason: lastError }, 'replay held up');
    return true;
  };
  const step = async (replay: Replay, signal?: AbortSignal): Promise<StepResult> => {
    const page = await database.transaction((tx) =>
      oldestEvents(tx, filterOf(replay.request, replay.routes), { after: replay.position, limit: batchSize }),
    );
    const events = stepOf(page, MAX_STEP_BYTES, ({ event }) => Buffer.byteLength(JSON.stringify(event)));
    const isLast = page.length < batchSize && events.length === page.length;
    return handIn(consumers, replay, events, { isLast, now: clock.now(), signal });
  };
  return { runOnce, round: async (signal) => ((await runOnce(signal)) ? 0 : pollMs) };
}

interface Moment {
  readonly isLast: boolean;
  readonly now: Date;
  readonly signal: AbortSignal | undefined;
}

async function handIn(consumers: ConsumerClient, replay: Replay, events: readonly ArchivedEvent[], moment: Moment): Promise<StepResult> {
  const { request, routes, id: replayId } = replay;
  let [delivered, refused] = [0, 0];
  for (const [topic, group] of byTopic(events)) {
    const answer = await consumers.deliver(request.consumer, { replayId, topic, route: routes[topic] ?? '', events: group }, moment.signal);
    const verdict = verdictOn(answer, group.length);
    if (verdict.type === 'again') throw new Error(verdict.why);
    if (verdict.type === 'no') return { ...failed(replay, new Error(`${topic}: ${verdict.why}`), moment.now), state: 'FAILED' };
    delivered += verdict.delivered;
    refused += verdict.refused;
  }
  const state = moment.isLast ? 'COMPLETED' : 'RUNNING';
  const position = events.at(-1)?.position ?? replay.position;
  return { delivered, refused, position, state, failures: 0, lastError: undefined, next: moment.now };
}

function failed({ position, failures: before }: Replay, error: unknown, now: Date): StepResult {
  const failures = before + 1;
  const lastError = error instanceof Error ? error.message : String(error);
  const next = new Date(now.getTime() + waitAfter(failures));
  return { delivered: 0, refused: 0, position, state: 'RUNNING', failures, lastError, next };
}
