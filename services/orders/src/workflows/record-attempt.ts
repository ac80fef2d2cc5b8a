import type { Platform } from '@sidecart/platform';
import type { AttemptFact, OnAttempt } from '@sidecart/platform/workflow';
import type { OrdersTx } from '../store/client.js';
import { textLine } from '../domain/text-line.js';
import { appendTimeline } from '../store/timeline-store.js';
import { activities } from './activities.workflow.js';

/** Steps that only keep the order's own books, or run dry: their attempts are nobody's news. */
const silent: ReadonlySet<string> = new Set([
  activities.CloseReview.name,
  activities.BeginUndo.name,
  activities.ParkCompensation.name,
  activities.CheckStep.name,
  activities.RecordShadow.name,
]);

/** Puts each attempt of a step in the timeline of its order. */
export function createRecordAttempt({ database }: Pick<Platform<OrdersTx>, 'database'>): OnAttempt {
  return async ({ instanceId, step, attempt, startedAt, finishedAt, result }: AttemptFact) => {
    if (silent.has(step)) return;
    const why = 'code' in result ? { code: result.code, message: textLine(result.message, result.code) } : {};
    const detail = { attempt, result: result.type, ms: finishedAt.getTime() - startedAt.getTime(), ...why };
    const line = { orderId: instanceId, kind: 'attempt' as const, name: step, detail, eventId: undefined, at: startedAt };
    await database.transaction((tx) => appendTimeline(tx, [line]));
  };
}
