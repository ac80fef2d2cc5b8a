import fc from 'fast-check';
import {
  defineActivity,
  done,
  handle,
  refused,
  simulateWorkflow,
  type Activity,
  type ActivityHandler,
  type ActivityResult,
  type SimulationScript,
} from '@sidecart/platform/workflow';
import { activities, type Ending } from './activities.workflow';
import { processOrderWorkflow } from './process-order.workflow';
import { processOrderWorkflowV2 } from './process-order-v2.workflow';

/**
 * What one attempt at a step comes to. `lost`: it took effect, is on record, and the answer did not arrive; `unheard`: it took effect
 * and is not even on record; `late`: it takes effect so many seconds on.
 */
type Deed = { readonly type: 'ok' | 'refused' | 'fails' | 'lost' | 'unheard' | 'hangs' } | { readonly type: 'late'; readonly seconds: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Deed>({ type: 'ok' }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ type: 'refused' }) },
  { weight: 2, arbitrary: fc.constantFrom<Deed>({ type: 'fails' }, { type: 'lost' }, { type: 'unheard' }, { type: 'hangs' }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('late' as const), seconds: fc.integer({ min: 1, max: 400 }) }) },
);
const undoDeed = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Deed>({ type: 'ok' }) },
  { weight: 1, arbitrary: fc.constantFrom<Deed>({ type: 'fails' }, { type: 'lost' }, { type: 'hangs' }) },
);
const plan = fc.record({
  ValidateOrder: fc.array(deed, { maxLength: 4 }),
  CalculatePricing: fc.array(deed, { maxLength: 4 }),
  RunFraudCheck: fc.array(deed, { maxLength: 4 }),
  ReserveInventory: fc.array(deed, { maxLength: 5 }),
  ConfirmInventory: fc.array(deed, { maxLength: 5 }),
  ProcessPayment: fc.array(deed, { maxLength: 4 }),
  CreateShipment: fc.array(deed, { maxLength: 5 }),
  FinalizeOrder: fc.array(fc.constantFrom<Deed>({ type: 'ok' }, { type: 'fails' }, { type: 'lost' }), { maxLength: 4 }),
  CancelShipment: fc.array(undoDeed, { maxLength: 6 }),
  RefundPayment: fc.array(undoDeed, { maxLength: 6 }),
  ReleaseInventoryReservation: fc.array(undoDeed, { maxLength: 6 }),
  cancelAt: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
});
type Plan = Parameters<Parameters<typeof fc.property<[typeof plan extends fc.Arbitrary<infer P> ? P : never]>>[1]>[0];

const total = 3025;

/** The services as they keep their promises: each effect once under the order's key, none after its undoing. */
class World {
  captured = 0;
  refunded = 0;
  reserved = 0;
  labels = 0;
  charges = 0;
  completions = 0;
  readonly endings: Ending[] = [];
  /** The order's own record: its shipment shows; what is to be undone is written down. */
  shipped = false;
  undoing = false;
  readonly parked: string[] = [];
  private readonly done = new Set<string>();
  private readonly barred = new Set<string>();

  /** True when the effect stands, be it new or from before. */
  effect(step: string): boolean {
    if (this.barred.has(step)) return false;
    if (this.done.has(step)) return true;
    this.done.add(step);
    if (step === 'ReserveInventory') this.reserved += 1;
    if (step === 'ProcessPayment') [this.captured, this.charges] = [this.captured + total, this.charges + 1];
    if (step === 'CreateShipment') this.labels += 1;
    if (step === 'FinalizeOrder') this.completions += 1;
    return true;
  }

  /** As the step records it: under the order's lock, so that either it or the undoing comes first. */
  ship(): void {
    if (this.undoing) throw new Error('the order is being undone');
    this.shipped = true;
  }

  undo(step: 'ReserveInventory' | 'ProcessPayment' | 'CreateShipment'): void {
    this.barred.add(step);
    if (!this.done.delete(step)) return;
    if (step === 'ReserveInventory') this.reserved -= 1;
    if (step === 'ProcessPayment') this.refunded += total;
    if (step === 'CreateShipment') this.labels -= 1;
  }
}

const undoes = { CancelShipment: 'CreateShipment', RefundPayment: 'ProcessPayment', ReleaseInventoryReservation: 'ReserveInventory' } as const;

async function run(workflow: typeof processOrderWorkflow, { cancelAt, ...deeds }: Plan) {
  const world = new World();
  const queues = new Map(Object.entries(deeds).map(([step, planned]) => [step, [...planned]]));
  const simulation = await simulateWorkflow(
    workflow,
    { orderId: 'an-order' },
    {
      events: cancelAt === undefined ? [] : [{ atMs: cancelAt * 1_000, name: 'cancel', data: { reason: 'Ordered twice.' } }],
      activities: (time) => {
        const act = (name: string, take: () => boolean, value: unknown): ActivityHandler =>
          handle(defineActivity<object, unknown>(name), async () => {
            const next = queues.get(name)?.shift() ?? { type: 'ok' };
            if (next.type === 'refused') return refused('NO', 'no');
            if (next.type === 'fails') throw new Error('down');
            if (next.type === 'hangs') return time.hang();
            if (next.type === 'late') await time.sleep(next.seconds * 1_000);
            const stands = take();
            if (next.type === 'unheard') throw new Error('the process died');
            if (stands && name === 'CreateShipment') world.ship();
            if (next.type === 'lost') throw new Error('the answer was lost');
            return stands ? done(value) : refused('BARRED', 'it was undone before');
          });
        const values: Record<string, unknown> = { RunFraudCheck: { decision: 'approve', score: 0, reasons: [] } };
        const steps = [
          'ValidateOrder',
          'CalculatePricing',
          'RunFraudCheck',
          'ReserveInventory',
          'ConfirmInventory',
          'ProcessPayment',
          'CreateShipment',
          'FinalizeOrder',
        ] as const;
        const undoings = ['CancelShipment', 'RefundPayment', 'ReleaseInventoryReservation'] as const;
        return [
          ...steps.map((step) => act(step, () => world.effect(step), values[step] ?? {})),
          ...undoings.map((step) => act(step, () => (world.undo(undoes[step]), true), {})),
          handle(activities.BeginUndo, async () => Promise.resolve(done({ begun: (world.undoing ||= !world.shipped) }))),
          handle(activities.FailOrder, async (ending) => Promise.resolve(done(void world.endings.push(ending)))),
          handle(activities.ParkCompensation, async ({ step }) => Promise.resolve(done(void world.parked.push(step)))),
        ];
      },
    },
  );
  return { world, simulation };
}

describe.each([
  ['the first version', processOrderWorkflow],
  ['the second version', processOrderWorkflowV2],
])('the saga of %s', (_name, workflow) => {
  test('when steps come to anything, in any order, then captured = completed + refunded, and reserved goods return', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (planned) => {
        const { world, simulation } = await run(workflow, planned);
        expect(simulation.status).toBe('completed');
        const completed = simulation.output === 'completed';
        expect(world.completions).toBe(completed ? 1 : 0);
        expect(world.endings.length).toBe(completed ? 0 : 1);
        // What shows as shipped cannot end as failed.
        expect(world.shipped).toBe(completed);
        expect(world.parked).toEqual([]);
        expect(world.charges).toBeLessThanOrEqual(1);
        expect(world.captured - world.refunded).toBe(completed ? total : 0);
        expect(world.reserved).toBe(completed ? 1 : 0);
        expect(world.labels).toBe(completed ? 1 : 0);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

const nothing: Plan = {
  ...{ ValidateOrder: [], CalculatePricing: [], RunFraudCheck: [], ReserveInventory: [], ConfirmInventory: [], ProcessPayment: [] },
  ...{ CreateShipment: [], FinalizeOrder: [], CancelShipment: [], RefundPayment: [], ReleaseInventoryReservation: [], cancelAt: undefined },
};
const stepsOf = ({ simulation }: Awaited<ReturnType<typeof run>>): string[] => simulation.attempts.map(({ step }) => step);

describe('an order in the workflow', () => {
  test('when all goes well, then the seven steps run once each, in their order', async () => {
    expect(stepsOf(await run(processOrderWorkflow, nothing))).toEqual([
      ...['ValidateOrder', 'CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment', 'FinalizeOrder'],
    ]);
  });

  test('when the shipment is refused, then the payment is given back before the goods are freed, and nothing else is undone', async () => {
    const result = await run(processOrderWorkflow, { ...nothing, CreateShipment: [{ type: 'refused' }] });
    expect(stepsOf(result).slice(5)).toEqual(['CreateShipment', 'BeginUndo', 'RefundPayment', 'ReleaseInventoryReservation', 'FailOrder']);
    expect(result.world.endings).toEqual([
      { orderId: 'an-order', status: 'FAILED', outcome: 'compensated', failure: { code: 'NO', message: 'no', step: 'CreateShipment' } },
    ]);
  });

  test('when the payment is refused, then only the goods are freed, and the order says that it is not paid', async () => {
    const result = await run(processOrderWorkflow, { ...nothing, ProcessPayment: [{ type: 'refused' }] });
    expect(stepsOf(result).slice(4)).toEqual(['ProcessPayment', 'BeginUndo', 'ReleaseInventoryReservation', 'FailOrder']);
    expect(result.world.endings[0]).toMatchObject({ status: 'PAYMENT_FAILED', outcome: 'compensated', failure: { step: 'ProcessPayment' } });
  });

  test('when no answer of the payment arrives, then its budget is spent and it is given back although nobody knows of it', async () => {
    const hangs: Deed = { type: 'hangs' };
    const result = await run(processOrderWorkflow, { ...nothing, ProcessPayment: [hangs, hangs, hangs] });
    expect(stepsOf(result).slice(4)).toEqual([
      ...['ProcessPayment', 'ProcessPayment', 'ProcessPayment', 'BeginUndo', 'RefundPayment', 'ReleaseInventoryReservation', 'FailOrder'],
    ]);
    expect(result.world.endings[0]).toMatchObject({ status: 'FAILED', outcome: 'timed_out', failure: { code: 'STEP_TIMED_OUT' } });
  });

  test('when a compensation fails ten times, then it waits for an operator and the others are still made', async () => {
    const fails: Deed[] = Array.from({ length: 10 }, () => ({ type: 'fails' }));
    const { world } = await run(processOrderWorkflow, { ...nothing, CreateShipment: [{ type: 'refused' }], RefundPayment: fails });
    expect(world.parked).toEqual(['RefundPayment']);
    expect(world.reserved).toBe(0);
    expect(world.endings).toHaveLength(1);
  });

  test('when the customer cancels before anything is charged, then what was held is freed and the order is cancelled', async () => {
    const late: Deed = { type: 'late', seconds: 5 };
    const result = await run(processOrderWorkflow, { ...nothing, ReserveInventory: [late], cancelAt: 2 });
    expect(stepsOf(result)).not.toContain('ProcessPayment');
    expect(result.world.endings[0]).toMatchObject({ status: 'CANCELLED', failure: { code: 'CANCELLED_BY_CUSTOMER', message: 'Ordered twice.' } });
    expect(result.world.reserved).toBe(0);
  });

  test('when the customer cancels while the payment is made, then it is too late and the order completes', async () => {
    const result = await run(processOrderWorkflow, { ...nothing, ProcessPayment: [{ type: 'late', seconds: 5 }], cancelAt: 2 });
    expect(result.simulation.output).toBe('completed');
  });

  test('when somebody else has claimed the order, then it ends without any effect', async () => {
    const { simulation, world } = await simulateLoser();
    expect(simulation.output).toBe('not_claimed');
    expect(simulation.attempts.map(({ step }) => step)).toEqual(['ValidateOrder']);
    expect(world.endings).toEqual([]);
  });
});

/** A run with some activities of its own; the others succeed. */
async function simulate(own: readonly ActivityHandler[], more: Partial<SimulationScript> = {}) {
  const endings: Ending[] = [];
  const names = new Set(own.map(({ name }) => name));
  const values: Record<string, unknown> = { RunFraudCheck: { decision: 'approve', score: 0, reasons: [] }, BeginUndo: { begun: true } };
  const others = Object.values(activities)
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => handle(defineActivity<object, unknown>(name), () => Promise.resolve(done(values[name] ?? {}))));
  const fail = handle(activities.FailOrder, (ending) => Promise.resolve(done(void endings.push(ending))));
  const script = { ...more, activities: () => [...own, fail, ...others.filter(({ name }) => name !== 'FailOrder')] };
  const simulation = await simulateWorkflow(processOrderWorkflow, { orderId: 'an-order' }, script);
  return { simulation, endings, steps: simulation.attempts.map(({ step }) => step) };
}

const answering = <Input, Output>(activity: Activity<Input, Output>, ...results: readonly ActivityResult<Output>[]): ActivityHandler => {
  const queue = [...results];
  return handle(activity, () => Promise.resolve(queue.length > 1 ? queue.shift()! : queue[0]!));
};
const throwing = <Input, Output>(activity: Activity<Input, Output>, message: string): ActivityHandler =>
  handle(activity, () => Promise.reject(new Error(message)));

describe('why an order failed', () => {
  test.each([
    ['CARD_DECLINED', 'PAYMENT_FAILED'],
    ['QUOTE_EXPIRED', 'PAYMENT_FAILED'],
    ['REQUEST_REFUSED', 'FAILED'],
    ['NOT_FOUND', 'FAILED'],
    ['REFUSED', 'FAILED'],
  ])('when the payment is refused as %s, then the order is %s: only what the order itself led to is a decline', async (code, status) => {
    const { endings } = await simulate([answering(activities.ProcessPayment, refused(code, 'no'))]);
    expect(endings).toMatchObject([{ status, failure: { code, step: 'ProcessPayment' } }]);
  });

  test('when a step fails with an error no event could tell, then the reason is a line that fits', async () => {
    const { endings } = await simulate([throwing(activities.ReserveInventory, `first\nsecond\u0000 \ud83d${'x'.repeat(400)}`)]);
    const [{ failure, outcome }] = endings as [Ending];
    expect(outcome).toBe('timed_out');
    expect(failure.message).toMatch(/^ReserveInventory gave up after 4 attempts: first second x+$/);
    expect(failure.message.length).toBeLessThanOrEqual(200);
  });

  test('when a step is refused because the order is dead, then what it may have done is undone all the same', async () => {
    const { steps, endings } = await simulate([answering(activities.ProcessPayment, refused('ORDER_DEAD', 'dead'))]);
    expect(steps.slice(-4)).toEqual(['BeginUndo', 'RefundPayment', 'ReleaseInventoryReservation', 'FailOrder']);
    expect(endings).toMatchObject([{ status: 'FAILED' }]);
  });

  test('when the shipment was made although no answer came, then the order is finished and nothing is undone', async () => {
    const shipped = answering(activities.BeginUndo, done({ begun: false }));
    const { steps, simulation } = await simulate([throwing(activities.CreateShipment, 'no answer'), shipped]);
    expect(simulation.output).toBe('completed');
    expect(steps.slice(-2)).toEqual(['BeginUndo', 'FinalizeOrder']);
  });

  test('when a compensation is refused, then it is not tried again, waits for an operator, and the others are still made', async () => {
    const parked: object[] = [];
    const park = handle(activities.ParkCompensation, (input) => Promise.resolve(done(void parked.push(input))));
    const own = [answering(activities.CreateShipment, refused('NO', 'no')), answering(activities.RefundPayment, refused('NO', 'not back')), park];
    const { steps } = await simulate(own);
    expect(steps.slice(-5)).toEqual(['BeginUndo', 'RefundPayment', 'ParkCompensation', 'ReleaseInventoryReservation', 'FailOrder']);
    expect(parked).toEqual([{ orderId: 'an-order', step: 'RefundPayment', error: 'not back' }]);
  });
});

describe('a flagged order in the workflow', () => {
  const HOUR = 3_600_000;
  const flagged = answering(activities.RunFraudCheck, done({ decision: 'review' as const, score: 70, reasons: [] }));
  /** A review whose row says so, if asked to end. */
  const review = (decision?: 'approve' | 'reject') => [
    flagged,
    answering(activities.RequestReview, done({ waitMs: 24 * HOUR })),
    handle(activities.CloseReview, ({ as }) => Promise.resolve(done({ decision: decision ?? as }))),
  ];
  const decided = (atMs: number) => ({ atMs, name: 'review', data: { decision: 'whatever the row says' } });
  const asked = (atMs: number, code?: string) => ({
    atMs,
    name: 'cancel',
    data: { reason: 'Ordered twice.', ...(code === undefined ? {} : { code }) },
  });

  test('when a human approves it, then it goes on at once', async () => {
    const { simulation, steps } = await simulate(review('approve'), { events: [decided(HOUR)] });
    expect(simulation.output).toBe('completed');
    expect(simulation.elapsedMs).toBeLessThan(HOUR + 60_000);
    expect(steps).toEqual(expect.arrayContaining(['RequestReview', 'CloseReview', 'ProcessPayment']));
  });

  test('when a human rejects it, then it failed in the fraud check, and nothing was charged', async () => {
    const { steps, endings } = await simulate(review('reject'), { events: [decided(HOUR)] });
    expect(steps).not.toContain('ProcessPayment');
    expect(endings).toMatchObject([{ status: 'FAILED', outcome: 'failed', failure: { code: 'REVIEW_REJECTED', step: 'RunFraudCheck' } }]);
  });

  test('when nobody decides, then the time limit rejects it', async () => {
    const { simulation, endings } = await simulate(review());
    expect(simulation.elapsedMs).toBeGreaterThanOrEqual(24 * HOUR);
    expect(endings).toMatchObject([{ status: 'FAILED', failure: { code: 'REVIEW_EXPIRED' } }]);
  });

  test('when a human approved in the last second and only the timer was heard, then the decision counts', async () => {
    expect((await simulate(review('approve'))).simulation.output).toBe('completed');
  });

  test('when the customer cancels, then it is cancelled for the reason given', async () => {
    const { endings } = await simulate(review(), { events: [asked(HOUR)] });
    expect(endings).toMatchObject([{ status: 'CANCELLED', failure: { code: 'CANCELLED_BY_CUSTOMER', message: 'Ordered twice.' } }]);
  });

  test.each(['approve', 'reject'] as const)(
    'when the customer cancels and a human decides to %s it in the same moment, then it is cancelled',
    async (decision) => {
      for (const events of [
        [asked(HOUR), decided(HOUR)],
        [asked(HOUR), decided(HOUR + 1)],
      ]) {
        const { endings, steps } = await simulate(review(decision), { events });
        expect(steps).not.toContain('ProcessPayment');
        expect(endings.map(({ status }) => status)).toEqual(['CANCELLED']);
      }
    },
  );

  test('when the sweeper asks to stop, then it timed out, and no customer is said to have cancelled', async () => {
    const { endings } = await simulate(review(), { events: [asked(HOUR, 'STANDSTILL')] });
    expect(endings).toMatchObject([{ status: 'FAILED', outcome: 'timed_out', failure: { code: 'STANDSTILL' } }]);
  });
});

async function simulateLoser() {
  const world = new World();
  const validate = handle(activities.ValidateOrder, () => Promise.resolve(refused('NOT_CLAIMED', 'somebody else has it')));
  return { world, simulation: await simulateWorkflow(processOrderWorkflow, { orderId: 'an-order' }, { activities: () => [validate] }) };
}
