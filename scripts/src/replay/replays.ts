import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import Table from 'cli-table3';
import type { OperatorCall } from './operator-client.js';

/** What the command line says of a replay. */
export interface RunOptions {
  readonly consumer: string;
  readonly topic?: readonly string[];
  readonly order?: string;
  readonly correlation?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** False: the command ends once the replay is accepted. */
  readonly wait: boolean;
}

/** A replay as audit shows it. */
export interface ShownReplay {
  readonly id: string;
  readonly consumer: string;
  readonly state: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly filter: { readonly topics: readonly string[] };
  readonly matched: number;
  readonly delivered: number;
  readonly refused: number;
  readonly lastError?: string;
  readonly createdAt: string;
}

interface Plan {
  readonly matched: number;
  readonly topics: readonly { readonly topic: string; readonly count: number }[];
}

/** What the command stands on: audit, and where answers and progress go. */
export interface ReplayIo {
  readonly audit: OperatorCall;
  answer(text: string): void;
  progress(text: string): void;
  /** Told the id of a replay that goes on by itself when the command is interrupted; undefined once it has ended. */
  running?(id: string | undefined): void;
  readonly everyMs?: number;
}

/** What audit is asked for. */
export function requestOf({ consumer, topic, order, correlation, subject, from, to }: RunOptions) {
  return {
    consumer,
    ...(topic === undefined ? {} : { topics: topic }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Starts a replay and waits for its end. Resolves to the exit code: 0 when it was completed, or only counted. */
export async function runReplay(io: ReplayIo, options: RunOptions): Promise<number> {
  const headers = { 'idempotency-key': randomUUID() };
  if (options.dryRun) {
    const plan = (await io.audit('POST', '/replays', { ...requestOf(options), dryRun: true }, headers)) as Plan;
    io.answer(options.json ? JSON.stringify(plan) : planText(options.consumer, plan));
    return 0;
  }
  const started = (await io.audit('POST', '/replays', requestOf(options), headers)) as ShownReplay;
  io.progress(`Replay ${started.id}: ${started.matched} events for ${started.consumer} …`);
  const replay = options.wait ? await ended(io, started) : started;
  io.answer(options.json ? JSON.stringify(replay) : replayText(replay));
  return replay.state === 'COMPLETED' || replay.state === 'RUNNING' ? 0 : 1;
}

/** Lists replays, newest first. */
export async function listReplays(io: ReplayIo, limit: number, json: boolean): Promise<number> {
  const { items } = (await io.audit('GET', `/replays?limit=${limit}`)) as { items: readonly ShownReplay[] };
  if (json) io.answer(JSON.stringify(items));
  else io.answer(items.length === 0 ? 'There are no replays.' : tableOf(items));
  return 0;
}

/** Shows one replay, or stops it, or lets it go on. */
export async function oneReplay(io: ReplayIo, what: 'show' | 'cancel' | 'resume', id: string, json: boolean): Promise<number> {
  const path = `/replays/${encodeURIComponent(id)}`;
  const replay = (await (what === 'show' ? io.audit('GET', path) : io.audit('POST', `${path}/${what}`))) as ShownReplay;
  io.answer(json ? JSON.stringify(replay) : replayText(replay));
  return 0;
}

async function ended(io: ReplayIo, started: ShownReplay): Promise<ShownReplay> {
  io.running?.(started.id);
  let replay = started;
  while (replay.state === 'RUNNING') {
    await delay(io.everyMs ?? 500);
    const before = progressText(replay);
    replay = (await io.audit('GET', `/replays/${started.id}`)) as ShownReplay;
    if (progressText(replay) !== before) io.progress(progressText(replay));
  }
  io.running?.(undefined);
  return replay;
}

function progressText({ delivered, refused, matched, lastError }: ShownReplay): string {
  return `  ${delivered + refused} of ${matched}${lastError === undefined ? '' : `, waiting: ${lastError}`}`;
}

function planText(consumer: string, { matched, topics }: Plan): string {
  const lines = topics.map(({ topic, count }) => `  ${count} × ${topic}\n`);
  return `${matched} events would be handed to ${consumer}.${lines.length === 0 ? '' : `\n${lines.join('').trimEnd()}`}`;
}

function replayText({ id, consumer, state, delivered, refused, matched, lastError }: ShownReplay): string {
  const reason = lastError === undefined ? '' : `\n${lastError}`;
  const known = 'Those it knew already, it drops by itself.';
  return `Replay ${id} is ${state}: ${consumer} took ${delivered} of ${matched} events and refused ${refused}. ${known}${reason}`;
}

function tableOf(items: readonly ShownReplay[]): string {
  const table = new Table({ head: ['id', 'consumer', 'topics', 'state', 'matched', 'taken', 'refused', 'since'], style: { head: [], border: [] } });
  for (const { id, consumer, filter, state, matched, delivered, refused, createdAt } of items) {
    table.push([id, consumer, filter.topics.join('\n'), state, matched, delivered, refused, createdAt]);
  }
  return table.toString();
}
