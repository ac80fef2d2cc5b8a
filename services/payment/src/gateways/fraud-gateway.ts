import type { FraudScoreOrderBody } from '@sidecart/contracts';
import { AppError, type DaprClient } from '@sidecart/platform';
import type { RiskScore } from '../domain/charge.js';
import { oneLine } from '../domain/failure-reason.js';
import { ask, type Answer } from './ask.js';

/** Fraud, through the sidecar. An order is scored once; throws while the outcome is unknown. */
export interface FraudGateway {
  score(order: FraudScoreOrderBody, signal: AbortSignal): Promise<Answer<RiskScore>>;
}

const DECISIONS: readonly unknown[] = ['approve', 'review', 'reject'] satisfies RiskScore['decision'][];

/** Makes the gateway. */
export function createFraudGateway(dapr: DaprClient): FraudGateway {
  return {
    async score(body, signal) {
      const answer = await ask<Partial<RiskScore>>(dapr, { app: 'fraud', path: '/scores', body, key: body.orderId, signal });
      return answer.ok ? { ok: true, value: readScore(answer.value) } : answer;
    },
  };
}

/** A decision that is not known must not be taken for an approval. */
function readScore({ decision, reasons = [] }: Partial<RiskScore>): RiskScore {
  if (decision === undefined || !DECISIONS.includes(decision)) throw new AppError('SCORE_UNREADABLE', 'fraud answered without a decision');
  return { decision, reasons: reasons.map(({ code, message }) => ({ code, message: oneLine(message) })) };
}
