import { NotFound, type EnqueuedIntent, type Platform } from '@sidecart/platform';
import { CAPTURE_KIND, type CapturePayload } from '../capture/types.js';
import { bodyHash } from '../domain/body-hash.js';
import { decideCompletion, orderNumber, providerKey } from '../domain/completion.js';
import type { CheckoutSession, PaymentAttempt } from '../domain/session.js';
import { insertAttempt, nextOrderSequence } from '../store/attempt-store.js';
import type { CheckoutTx } from '../store/client.js';
import { lockSession, readSession } from '../store/session-store.js';
import { completionAnswer, completionRefusal, type CompletionAnswer } from './completion-answer.js';

/** A client's `complete`. */
export interface CompleteRequest {
  readonly sessionId: string;
  readonly clientKey: string;
  readonly cardToken: string;
  readonly correlationId: string;
}

/** Pays a session and makes the sale. */
export type CompleteSession = (request: CompleteRequest) => Promise<CompletionAnswer>;

interface Begun {
  readonly attempt: number;
  readonly own: boolean;
  /** Set when this request opened the attempt and is to carry it out. */
  readonly intent?: EnqueuedIntent;
}

/**
 * Makes `complete`: commits the intent before any money moves, carries it out in the request's own time, then
 * answers from what is stored, so that every repetition, on any replica, answers the same.
 * Throws what `completionAnswer` and `completionRefusal` throw, and NotFound.
 */
export function createCompleteSession(platform: Platform<CheckoutTx>): CompleteSession {
  const { database, intents } = platform;
  return async (request) => {
    const begun = await database.transaction((tx) => begin(platform, tx, request));
    if (begun.intent !== undefined) await intents.execute(begun.intent);
    const session = await database.transaction((tx) => readSession(tx, request.sessionId));
    const attempt = session?.attempts.find((candidate) => candidate.attempt === begun.attempt);
    if (session === undefined || attempt === undefined) throw new NotFound('checkout session', request.sessionId);
    return completionAnswer(session, attempt, begun.own);
  };
}

async function begin(platform: Platform<CheckoutTx>, tx: CheckoutTx, request: CompleteRequest): Promise<Begun> {
  const { sessionId, clientKey, cardToken } = request;
  const session = await lockSession(tx, sessionId);
  if (session === undefined) throw new NotFound('checkout session', sessionId);
  const hash = bodyHash({ cardToken });
  const decision = decideCompletion(session, { clientKey, bodyHash: hash, now: platform.clock.now() });
  if (decision.type === 'refuse') throw completionRefusal(decision.reason);
  if (decision.type === 'report') return decision;
  const attempt: PaymentAttempt = {
    attempt: decision.attempt,
    clientKey,
    bodyHash: hash,
    status: 'OPEN',
    providerKey: providerKey(sessionId, decision.attempt),
    orderId: platform.newId(),
    orderNumber: orderNumber(await nextOrderSequence(tx)),
    reason: undefined,
  };
  await insertAttempt(tx, sessionId, attempt, platform.clock.now());
  return { attempt: decision.attempt, own: true, intent: await enqueueCapture(platform, tx, { session, attempt, request }) };
}

interface Opened {
  readonly session: CheckoutSession;
  readonly attempt: PaymentAttempt;
  readonly request: CompleteRequest;
}

/** Leased: no worker takes the intent while this request lives; if it dies, one does once the lease has run out. */
function enqueueCapture(platform: Platform<CheckoutTx>, tx: CheckoutTx, opened: Opened): Promise<EnqueuedIntent> {
  const { session, attempt, request } = opened;
  const payload: CapturePayload = {
    providerKey: attempt.providerKey,
    sessionId: session.id,
    attempt: attempt.attempt,
    amount: session.total,
    cardToken: request.cardToken,
  };
  return platform.intents.enqueue(tx, {
    kind: CAPTURE_KIND,
    key: attempt.providerKey,
    payload,
    correlationId: request.correlationId,
    leased: true,
  });
}
