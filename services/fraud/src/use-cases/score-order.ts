import type { FraudScoreOrderBody } from '@sidecart/contracts';
import { NotFound, Unprocessable, type Faults, type Platform } from '@sidecart/platform';
import { assess, type Demand } from '../domain/assess.js';
import { contentHash, type Score } from '../domain/score.js';
import { signalsOf, type Settings } from '../domain/signals.js';
import type { FraudTx } from '../store/client.js';
import { findScore, insertScore, readHistory } from '../store/score-store.js';

/** What fraud says of orders. */
export interface Scores {
  /** Scores an order, once. Throws Unprocessable SCORE_CONTENT_DIFFERS, IDEMPOTENCY_KEY_REUSED. */
  score(order: FraudScoreOrderBody, idempotencyKey: string): Promise<Score>;
  /** The score the order has, or would have now; writes nothing. Throws Unprocessable SCORE_CONTENT_DIFFERS. */
  preview(order: FraudScoreOrderBody): Promise<Score>;
  /** The score an order has. Throws NotFound. */
  show(orderId: string): Promise<Score>;
}

/** What an operator can switch: `score` declined is a rejection, `review` declined asks for a review. */
export const faultOperations = ['score', 'review'] as const;

/** Makes it. */
export function createScores(platform: Platform<FraudTx>, settings: Settings): Scores {
  const { database } = platform;
  return {
    score: (order, idempotencyKey) =>
      decided(platform, order, settings, async (tx, score) => {
        if (await insertScore(tx, score, idempotencyKey)) return score;
        // A copy came at the same moment and was first, or the key is taken.
        const first = await findScore(tx, order.orderId);
        if (first === undefined) throw new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another order');
        return same(first, score.contentHash);
      }),
    preview: (order) => decided(platform, order, settings, (_tx, score) => Promise.resolve(score)),
    show: async (orderId) => {
      const score = await database.transaction((tx) => findScore(tx, orderId));
      if (score === undefined) throw new NotFound('score of order', orderId);
      return score;
    },
  };
}

type Keep = (tx: FraudTx, score: Score) => Promise<Score>;

/** The score on record, or else a new one, handed to `keep`. */
async function decided(platform: Platform<FraudTx>, order: FraudScoreOrderBody, settings: Settings, keep: Keep): Promise<Score> {
  const { database, clock, faults } = platform;
  const { orderId, customer, shippingAddress } = order;
  const demand = await demandFor(faults, orderId);
  const hash = contentHash(order);
  return database.transaction(async (tx) => {
    const onRecord = await findScore(tx, orderId);
    if (onRecord !== undefined) return same(onRecord, hash);
    const scoredAt = clock.now();
    const since = new Date(scoredAt.getTime() - settings.velocityWindowMs);
    const history = await readHistory(tx, { customerId: customer.id, since, limit: settings.velocityLimit });
    const signals = signalsOf(order, history);
    const about = { orderId, customerId: customer.id, country: shippingAddress.country, contentHash: hash };
    return keep(tx, { ...about, ...assess(signals, settings, demand), inputs: { signals, settings }, scoredAt });
  });
}

/** Both are asked, so that each can be slow or fail by itself. */
async function demandFor(faults: Faults, orderId: string): Promise<Demand> {
  const refused = await faults.apply('score', orderId);
  const flagged = await faults.apply('review', orderId);
  if (refused === 'decline') return 'reject';
  return flagged === 'decline' ? 'review' : undefined;
}

function same(score: Score, hash: string): Score {
  if (score.contentHash === hash) return score;
  throw new Unprocessable('SCORE_CONTENT_DIFFERS', 'this order was scored with other content');
}
