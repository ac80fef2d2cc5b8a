import fc from 'fast-check';
import { later } from '../later';
import { at } from '../testing/at';
import {
  decideCompletion,
  orderNumber,
  providerKey,
  sessionStatus,
  type AttemptState,
  type CompletionCommand,
  type CompletionState,
} from './completion';

const NOW = at('2026-03-14T09:00:00Z');
const afterMs = (ms: number): Date => later(NOW, ms);
const attempt = (over: Partial<AttemptState> = {}): AttemptState => ({ attempt: 1, clientKey: 'k1', bodyHash: 'h1', status: 'OPEN', ...over });
const state = (attempts: readonly AttemptState[], expiresAt = afterMs(60_000)): CompletionState => {
  const paid = attempts.some(({ status }) => status === 'CAPTURED');
  return { sessionState: paid ? 'COMPLETED' : 'OPEN', expiresAt, attempts };
};
const command = (over: Partial<CompletionCommand> = {}): CompletionCommand => ({ clientKey: 'k1', bodyHash: 'h1', now: NOW, ...over });

type Step =
  | { readonly type: 'complete'; readonly key: number; readonly hash: number }
  | { readonly type: 'end'; readonly status: 'CAPTURED' | 'DECLINED' | 'VOIDED' };

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('complete' as const), key: fc.nat(3), hash: fc.nat(1) }),
    fc.record({ type: fc.constant('end' as const), status: fc.constantFrom('CAPTURED' as const, 'DECLINED' as const, 'VOIDED' as const) }),
  ),
  { maxLength: 30 },
);

/** Plays one step: a completion that opens adds an attempt, an end closes the open one. */
function play(attempts: readonly AttemptState[], step: Step): readonly AttemptState[] {
  if (step.type === 'end') return attempts.map((held) => (held.status === 'OPEN' ? { ...held, status: step.status } : held));
  const wanted = command({ clientKey: `k${step.key}`, bodyHash: `h${step.hash}` });
  const decision = decideCompletion(state(attempts), wanted);
  if (decision.type !== 'open') return attempts;
  return [...attempts, { attempt: decision.attempt, clientKey: wanted.clientKey, bodyHash: wanted.bodyHash, status: 'OPEN' }];
}

describe('decideCompletion', () => {
  test('when any requests and outcomes follow one another, then at most one attempt is open and at most one is ever captured', () => {
    fc.assert(
      fc.property(steps, (played) => {
        let attempts: readonly AttemptState[] = [];
        for (const step of played) {
          attempts = play(attempts, step);
          const [open, captured] = [attempts.filter(({ status }) => status === 'OPEN'), attempts.filter(({ status }) => status === 'CAPTURED')];
          expect(open.length + captured.length).toBeLessThanOrEqual(1);
          expect(attempts.map((held) => held.attempt)).toEqual(attempts.map((_, index) => index + 1));
          expect(new Set(attempts.map((held) => held.clientKey)).size).toBe(attempts.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('when the session is new, then the first attempt opens', () => {
    expect(decideCompletion(state([]), command())).toEqual({ type: 'open', attempt: 1 });
  });

  test.each(['OPEN', 'DECLINED', 'VOIDED', 'CAPTURED'] as const)(
    'when the same key comes again and its attempt is %s, then that attempt is reported',
    (status) => {
      expect(decideCompletion(state([attempt({ status })]), command())).toEqual({ type: 'report', attempt: 1, own: true });
    },
  );

  test('when the same key comes with another body, then it is refused, even on a paid session', () => {
    for (const status of ['OPEN', 'DECLINED', 'CAPTURED'] as const) {
      const decision = decideCompletion(state([attempt({ status })]), command({ bodyHash: 'h2' }));
      expect(decision).toEqual({ type: 'refuse', reason: 'IDEMPOTENCY_KEY_REUSED' });
    }
  });

  test('when another key comes while an attempt is open, then it is refused', () => {
    expect(decideCompletion(state([attempt()]), command({ clientKey: 'k2' }))).toEqual({ type: 'refuse', reason: 'COMPLETION_IN_PROGRESS' });
  });

  test.each(['DECLINED', 'VOIDED'] as const)('when the last attempt was %s and a new key comes, then the next attempt opens', (status) => {
    expect(decideCompletion(state([attempt({ status })]), command({ clientKey: 'k2' }))).toEqual({ type: 'open', attempt: 2 });
  });

  test('when the session is paid, then every key gets its sale, also one that was declined before', () => {
    const paid = state([attempt({ status: 'DECLINED' }), attempt({ attempt: 2, clientKey: 'k2', status: 'CAPTURED' })]);
    expect(decideCompletion(paid, command({ clientKey: 'k3' }))).toEqual({ type: 'report', attempt: 2, own: false });
    expect(decideCompletion(paid, command())).toEqual({ type: 'report', attempt: 2, own: false });
  });

  test('when the session has expired, then nothing new opens but what there is is still reported', () => {
    expect(decideCompletion(state([], NOW), command())).toEqual({ type: 'refuse', reason: 'SESSION_EXPIRED' });
    expect(decideCompletion(state([attempt({ status: 'DECLINED' })], NOW), command())).toMatchObject({ type: 'report' });
  });
});

describe('sessionStatus', () => {
  test('when time passes, then only a session nobody is paying expires', () => {
    expect(sessionStatus(state([]), NOW)).toBe('OPEN');
    expect(sessionStatus(state([]), afterMs(59_999))).toBe('OPEN');
    expect(sessionStatus(state([]), afterMs(60_000))).toBe('EXPIRED');
    expect(sessionStatus(state([attempt()]), afterMs(90_000))).toBe('PROCESSING');
    expect(sessionStatus(state([attempt({ status: 'DECLINED' })]), NOW)).toBe('OPEN');
    expect(sessionStatus(state([attempt({ status: 'CAPTURED' })]), afterMs(90_000))).toBe('COMPLETED');
    const readBefore = { ...state([attempt({ status: 'CAPTURED' })]), sessionState: 'OPEN' as const };
    expect(sessionStatus(readBefore, afterMs(90_000))).toBe('COMPLETED');
  });
});

test('when keys and numbers are made, then they are distinct and in the form the contracts demand', () => {
  expect(providerKey('s', 2)).toBe('s-2');
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }), (sequence) => {
      expect(orderNumber(sequence)).toMatch(/^CO-[0-9]{8,}$/);
      expect(BigInt(orderNumber(sequence).slice(3))).toBe(sequence);
    }),
  );
});
