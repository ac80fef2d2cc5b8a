import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../packages/platform/src/testing/index.js';
import type { StepOutcome, StepPolicy } from '../../packages/platform/src/workflow/index.js';
import { openWorkflowStack, sleep, type WorkflowStack } from './support/workflow-stack.js';

let on: WorkflowStack;
beforeAll(async () => {
  on = await openWorkflowStack();
}, 120_000);
afterAll(() => on.close());

const MINUTES = 120_000;
const quick: StepPolicy = { startToCloseMs: 1_500, maxAttempts: 3, initialIntervalMs: 200, coefficient: 2, maxIntervalMs: 1_000 };
const patient: StepPolicy = { ...quick, startToCloseMs: 30_000 };
/** Steps one after the other, each by the same plan: a word for each attempt. */
const steps = (plan: readonly string[], policy = patient, times = 1) => ({ plan, policy, times });
const outcomesOf = async (id: string) => (await on.ended(id)).output as readonly StepOutcome<unknown>[];

describe('a step', () => {
  const run = async (plan: readonly string[]) => outcomesOf(await on.start('Steps', steps(plan, quick)));

  test('when it succeeds, fails twice, is refused, hangs or always fails, then its outcome says so', async () => {
    const plans = [['done'], ['fail', 'fail', 'done'], ['refuse'], ['hang', 'done'], ['hang'], ['fail']];
    expect((await Promise.all(plans.map(run))).flat()).toEqual([
      { type: 'done', value: { attempt: 1 }, attempts: 1 },
      { type: 'done', value: { attempt: 3 }, attempts: 3 },
      { type: 'refused', code: 'NEVER', message: 'never at all', attempts: 1 },
      { type: 'done', value: { attempt: 2 }, attempts: 2 },
      { type: 'timed_out', attempts: 3 },
      { type: 'exhausted', attempts: 3, lastError: { code: 'UNEXPECTED', message: 'not this time' } },
    ]);
  });

  test('when its attempts are made, then each is told of, in the flow that started the workflow', async () => {
    const id = await on.start('Steps', steps(['fail', 'done'], quick), { correlationId: 'c-1', orderId: 'o-1' });
    await on.ended(id);
    const facts = on.facts(id).filter(({ event }) => event === 'fact');
    expect(facts.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, 'failed'],
      [2, 'done'],
    ]);
    expect(facts.map(({ flow }) => flow)).toEqual([
      { correlationId: 'c-1', orderId: 'o-1' },
      { correlationId: 'c-1', orderId: 'o-1' },
    ]);
  });
});

describe('an event', () => {
  test('when it comes after one wait was given up, then the next has it', async () => {
    const id = await on.start('Review', { first: 300, timeoutMs: 30_000 });
    await sleep(1_000);
    expect(await on.engine.raiseEvent(id, 'decision', { approved: true })).toBe(true);
    const answer = { type: 'received', name: 'decision', data: { approved: true } };
    expect((await on.ended(id)).output).toEqual({ missed: { type: 'timed_out' }, answer });
  });

  test('when none comes, then the wait times out', async () => {
    expect((await on.ended(await on.start('Review', { timeoutMs: 500 }))).output).toEqual({ answer: { type: 'timed_out' } });
  });
});

describe('an instance', () => {
  test('when it runs or has ended, then a second start changes nothing', async () => {
    const id = await on.start('Review', { timeoutMs: 60_000 });
    expect(await on.engine.start('Review', id, {})).toBe('exists');
    await on.engine.raiseEvent(id, 'cancel', null);
    const ended = await on.ended(id);
    expect(await on.engine.start('Review', id, {})).toBe('exists');
    expect(await on.engine.status(id)).toEqual(ended);
  });

  test('when many start it at once, then it is started once', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => on.engine.start('Review', id, { timeoutMs: 60_000 })));
    expect(answers.filter((answer) => answer === 'started')).toHaveLength(1);
  });

  test('when it is ended and forgotten, then it is unknown', async () => {
    const id = await on.start('Review', { timeoutMs: 60_000 });
    expect(await on.engine.purge(id)).toBe(false);
    expect(await on.engine.terminate(id)).toBe(true);
    expect(await on.ended(id)).toMatchObject({ name: 'Review', status: 'TERMINATED' });
    expect(await on.engine.purge(id)).toBe(true);
    const nothing = [on.engine.status(id), on.engine.raiseEvent(id, 'x', 1), on.engine.terminate(id), on.engine.purge(id)];
    expect(await Promise.all(nothing)).toEqual([undefined, false, false, false]);
  });

  test('when its workflow is not registered, then it failed, with the reason', async () => {
    expect(await on.ended(await on.start('Unheard', {}))).toMatchObject({ status: 'FAILED', failure: { type: 'OrchestratorNotRegisteredError' } });
  });
});

describe('load', () => {
  test(
    'when 300 start at once, then none is dropped, and all their steps are done',
    async () => {
      const ids = Array.from({ length: 300 }, () => randomUUID());
      await Promise.all(ids.map((id) => on.takes(id, steps(['done'], { ...patient, startToCloseMs: 60_000 }, 7))));
      await on.allEnded(ids, 150_000);
      const done = await Promise.all(ids.map(async (id) => (await outcomesOf(id)).filter(({ type }) => type === 'done').length));
      expect(done).toEqual(ids.map(() => 7));
    },
    3 * MINUTES,
  );

  test(
    'when 80 activities hang, then other workflows go on',
    async () => {
      const hanging = await Promise.all(
        Array.from({ length: 80 }, () => on.start('Steps', steps(['hang'], { ...patient, startToCloseMs: 10_000, maxAttempts: 1 }))),
      );
      await Promise.all(hanging.map((id) => on.began(id)));
      const others = await Promise.all(Array.from({ length: 20 }, () => on.start('Steps', steps(['done']))));
      await on.allEnded(others, 5_000);
      expect(await outcomesOf(hanging[0]!)).toEqual([{ type: 'timed_out', attempts: 1 }]);
    },
    MINUTES,
  );
});

describe('a part that dies in the middle of an activity', () => {
  const started = async (times = 2): Promise<string> => {
    const id = await on.start('Steps', steps(['slow'], patient, times));
    await on.began(id);
    return id;
  };
  const twice = [1, 2].map(() => ({ type: 'done', value: { attempt: 1 }, attempts: 1 }));
  afterEach(() => on.ready());

  test(
    'when it is the app, killed, then the activity runs again and the workflow ends as it should',
    async () => {
      const id = await started();
      on.stack.app('orders').crash();
      expect(await outcomesOf(id)).toEqual(twice);
      const began = on.facts(id).filter(({ event }) => event === 'began');
      expect(began.map(({ idempotencyKey }) => idempotencyKey)).toEqual([1, 2, 3].map(() => `${id}:Act`));
    },
    MINUTES,
  );

  test(
    'when it is the app, stopped in good order, then the activity under way is finished first, and counts',
    async () => {
      const id = await started(1);
      await on.stack.app('orders').stop();
      expect(on.facts(id).map(({ event }) => event)).toEqual(expect.arrayContaining(['began', 'done']));
      await on.stack.app('orders').start();
      expect(await outcomesOf(id)).toEqual(twice.slice(1));
    },
    MINUTES,
  );

  test(
    'when it is the sidecar, then the runtime connects again and the workflow ends as it should',
    async () => {
      const id = await started();
      on.stack.sidecar('orders').crash();
      expect(await outcomesOf(id)).toEqual(twice);
    },
    MINUTES,
  );

  test(
    'when it is the scheduler, then the workflow goes on once that is back, timers included',
    async () => {
      const ids = [await started(), await on.start('Steps', steps(['fail', 'done'], { ...patient, initialIntervalMs: 2_000 }))];
      await on.began(ids[1]!);
      on.signal('scheduler', 'SIGKILL');
      expect(await outcomesOf(ids[0]!)).toEqual(twice);
      expect(await outcomesOf(ids[1]!)).toMatchObject([{ type: 'done', attempts: 2 }]);
    },
    MINUTES,
  );
});

describe('an engine that is away', () => {
  const LONGEST_MS = 6_000;
  /** A start that must fail, and in time. */
  const refusedStart = async (): Promise<string> => {
    // The sidecar takes a moment to notice; until then it stores a start all the same.
    return eventually(
      async () => {
        const id = randomUUID();
        const began = performance.now();
        const outcome = await on.engine.start('Steps', id, steps(['done'])).catch((error: unknown) => error);
        expect(outcome).toMatchObject({ name: 'Unavailable', code: 'WORKFLOW_ENGINE_UNAVAILABLE' });
        expect(performance.now() - began).toBeLessThan(LONGEST_MS);
        return id;
      },
      { timeoutMs: 30_000 },
    );
  };
  /** The same start again, until the engine takes it. */
  const startedAgain = async (id: string): Promise<void> => {
    await on.takes(id, steps(['done']));
    expect(await outcomesOf(id)).toEqual([{ type: 'done', value: { attempt: 1 }, attempts: 1 }]);
  };

  test(
    'when the sidecar is down, then a start is Unavailable, and succeeds once it is back',
    async () => {
      await on.stack.sidecar('orders').kill();
      const id = await refusedStart();
      await on.stack.sidecar('orders').start();
      await startedAgain(id);
    },
    MINUTES,
  );

  test(
    'when the app is down, then a start is Unavailable, and succeeds once it is back',
    async () => {
      await on.stack.app('orders').kill();
      const id = await refusedStart();
      await on.stack.app('orders').start();
      await startedAgain(id);
    },
    MINUTES,
  );

  test.each([['scheduler'], ['orders-sidecar']])(
    'when the %s does not answer, then a start is Unavailable, and succeeds once it does',
    async (name) => {
      on.signal(name, 'SIGSTOP');
      const id = await refusedStart().finally(() => on.signal(name, 'SIGCONT'));
      await startedAgain(id);
    },
    MINUTES,
  );

  test(
    'when placement is down, then a start is Unavailable, and succeeds once it is back',
    async () => {
      const id = await on.keptDown('placement', refusedStart);
      await startedAgain(id);
    },
    MINUTES,
  );

  test(
    'when the sidecar came up without the state store, then a start is Unavailable, and succeeds once it was started with it',
    async () => {
      await on.stack.sidecar('orders').kill();
      await on.stack.postgres.kill();
      await on.stack.sidecar('orders').start();
      const id = await refusedStart();
      await on.stack.postgres.start();
      await on.stack.sidecar('orders').restart();
      await startedAgain(id);
    },
    MINUTES,
  );
});

test('when all is done, then no line of the SDK went past the log', () => {
  const lines = readFileSync(join(on.stack.directory, 'logs', 'orders.log'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
});
