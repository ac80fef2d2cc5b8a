/** One try to pay a session, as the decision needs it. */
export interface AttemptState {
  readonly attempt: number;
  readonly clientKey: string;
  readonly bodyHash: string;
  readonly status: 'OPEN' | 'CAPTURED' | 'DECLINED' | 'VOIDED';
}

/** A session with its attempts, as the decision needs it. */
export interface CompletionState {
  readonly sessionState: 'OPEN' | 'COMPLETED';
  readonly expiresAt: Date;
  readonly attempts: readonly AttemptState[];
}

/** A client's wish to pay: its Idempotency-Key and the hash of its body. */
export interface CompletionCommand {
  readonly clientKey: string;
  readonly bodyHash: string;
  readonly now: Date;
}

/** What `complete` does: open a new attempt, report on one there is, or refuse. */
export type CompletionDecision =
  | { readonly type: 'open'; readonly attempt: number }
  | { readonly type: 'report'; readonly attempt: number; readonly own: boolean }
  | { readonly type: 'refuse'; readonly reason: CompletionRefusal };

/** Why `complete` refuses. */
export type CompletionRefusal = 'IDEMPOTENCY_KEY_REUSED' | 'COMPLETION_IN_PROGRESS' | 'SESSION_EXPIRED';

/**
 * Decides a `complete`. Money rule 3: while an attempt is open no other opens, whatever the key; a new one
 * opens only after every earlier one ended in a definite refusal or void. A paid session reports its sale
 * to every key, so that nobody pays twice for one session.
 */
export function decideCompletion(state: CompletionState, command: CompletionCommand): CompletionDecision {
  const own = state.attempts.find((attempt) => attempt.clientKey === command.clientKey);
  if (own !== undefined && own.bodyHash !== command.bodyHash) return refuse('IDEMPOTENCY_KEY_REUSED');
  const paid = state.attempts.find((attempt) => attempt.status === 'CAPTURED');
  if (paid !== undefined) return { type: 'report', attempt: paid.attempt, own: own === paid };
  if (own !== undefined) return { type: 'report', attempt: own.attempt, own: true };
  if (state.attempts.some((attempt) => attempt.status === 'OPEN')) return refuse('COMPLETION_IN_PROGRESS');
  if (hasExpired(state, command.now)) return refuse('SESSION_EXPIRED');
  return { type: 'open', attempt: 1 + Math.max(0, ...state.attempts.map((attempt) => attempt.attempt)) };
}

/** What a client sees of a session. */
export type SessionStatus = 'OPEN' | 'PROCESSING' | 'COMPLETED' | 'EXPIRED';

/**
 * A session that is being paid does not expire before that is decided. Attempts are read after their session,
 * so the captured one counts too: a sale made between the two is no expired session.
 */
export function sessionStatus(state: CompletionState, now: Date): SessionStatus {
  if (state.sessionState === 'COMPLETED' || state.attempts.some((attempt) => attempt.status === 'CAPTURED')) return 'COMPLETED';
  if (state.attempts.some((attempt) => attempt.status === 'OPEN')) return 'PROCESSING';
  return hasExpired(state, now) ? 'EXPIRED' : 'OPEN';
}

/** The key under which payment knows an attempt: the same for the request, its retries and its recovery. */
export const providerKey = (sessionId: string, attempt: number): string => `${sessionId}-${attempt}`;

/** `CO-` and the number, at least eight digits: the prefix says who issued it. */
export const orderNumber = (sequence: bigint): string => `CO-${sequence.toString().padStart(8, '0')}`;

const hasExpired = (state: CompletionState, now: Date): boolean => now.getTime() >= state.expiresAt.getTime();
const refuse = (reason: CompletionRefusal): CompletionDecision => ({ type: 'refuse', reason });
