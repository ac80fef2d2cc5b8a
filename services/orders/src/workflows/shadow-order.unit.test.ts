import { done, handle, refused, simulateWorkflow } from '@sidecart/platform/workflow';
import { activities, type ShadowOutcome } from './activities.workflow';
import { shadowOrderWorkflow } from './shadow-order.workflow';

const total = { minor: 3025, currency: 'EUR' };
type Found = 'refused' | 'review' | 'away';

/** A dry run in which one step finds something; resolves to what was recorded and which steps were looked at. */
async function dryRun(at?: string, found?: Found) {
  const recorded: ShadowOutcome[] = [];
  const looked: string[] = [];
  const simulation = await simulateWorkflow(
    shadowOrderWorkflow,
    { orderId: 'an-order' },
    {
      activities: () => [
        handle(activities.CheckStep, ({ step }) => {
          looked.push(step);
          if (step === at && found === 'refused') return Promise.resolve(refused('NOT_TODAY', 'no'));
          if (step === at && found === 'away') return Promise.reject(new Error('away'));
          return Promise.resolve(done({ ...(step === 'CalculatePricing' ? { total } : {}), review: step === at && found === 'review' }));
        }),
        handle(activities.RecordShadow, ({ result }) => Promise.resolve(done(void recorded.push(result)))),
      ],
    },
  );
  return { recorded, looked, simulation };
}

test('when nothing stands against an order, then its dry run looks at every step and would complete it', async () => {
  const { recorded, looked, simulation } = await dryRun();
  expect(looked).toEqual(['ValidateOrder', 'CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment']);
  expect(recorded).toEqual([{ outcome: 'completed', total }]);
  expect(simulation.output).toBe('completed');
});

test('when a step would be refused, then the run ends there with step, code and the total it knew', async () => {
  const { recorded, looked } = await dryRun('ReserveInventory', 'refused');
  expect(looked.at(-1)).toBe('ReserveInventory');
  expect(recorded).toEqual([{ outcome: 'failed', step: 'ReserveInventory', code: 'NOT_TODAY', total }]);
});

test('when a human would have to look, then nobody is asked and the run says so', async () => {
  const { recorded, simulation } = await dryRun('RunFraudCheck', 'review');
  expect(recorded).toEqual([{ outcome: 'review', step: 'RunFraudCheck', code: 'FRAUD_REVIEW', total }]);
  expect(new Set(simulation.attempts.map(({ step }) => step))).toEqual(new Set(['CheckStep', 'RecordShadow']));
});

test('when nobody answers, then the run ends as out of time', async () => {
  const { recorded } = await dryRun('CalculatePricing', 'away');
  expect(recorded).toEqual([{ outcome: 'timed_out', step: 'CalculatePricing', code: 'STEP_TIMED_OUT' }]);
});
