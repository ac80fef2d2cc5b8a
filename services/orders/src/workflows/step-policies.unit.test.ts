import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultStepPolicy, schedule, type StepPolicy } from '@sidecart/platform/workflow';
import { bookkeepingPolicy, compensationPolicy, stepPolicies } from './step-policies.js';

const decision = join(__dirname, '../../../../docs/decisions/0007-step-retries-and-timeouts.md');
const policies = new Map<string, StepPolicy>([
  ...Object.entries(stepPolicies),
  ['a compensation', compensationPolicy],
  ['own bookkeeping', bookkeepingPolicy],
  ['any other step', defaultStepPolicy],
]);

/** The table's row of a policy, by what the policy does. */
function rowOf(name: string, policy: StepPolicy): string[] {
  const endless = policy.maxAttempts === Infinity;
  const planned = schedule(policy, 12);
  const waits = planned.slice(1).map(({ startsAtMs }, index) => startsAtMs - planned[index]!.endsAtMs);
  const seconds = (ms: number): string => `${ms / 1000} s`;
  const long = waits.length > 4;
  const list = long ? [...waits.slice(0, 3).map(seconds), '…', seconds(waits.at(-1)!)] : waits.map(seconds);
  return [
    name,
    seconds(policy.startToCloseMs),
    endless ? 'until it succeeds' : String(policy.maxAttempts),
    list.join(', '),
    endless ? 'no end' : seconds(planned.at(-1)!.endsAtMs),
    policy.scheduleToCloseMs === undefined ? 'none' : seconds(policy.scheduleToCloseMs),
  ];
}

test("when the decision's table is read, then it says what the policies do", () => {
  const text = readFileSync(decision, 'utf8');
  const rows = [...text.matchAll(/^\| (?:`(\w+)`|((?:a|own|any) [a-z ]+?)) +\|(.+)\|$/gm)].map(([, step, other, cells]) => [
    step ?? other!,
    ...cells!.split('|').map((cell) => cell.trim()),
  ]);
  expect(rows).toEqual([...policies].map(([name, policy]) => rowOf(name, policy)));
});

test('when a step has n retries, then it has n + 1 attempts, and its timeout is the one asked for', () => {
  const asked = Object.entries(stepPolicies).map(([name, { startToCloseMs, maxAttempts }]) => [name, startToCloseMs, maxAttempts]);
  expect(asked).toEqual([
    ['ValidateOrder', 5_000, 3],
    ['CalculatePricing', 10_000, 3],
    ['RunFraudCheck', 30_000, 3],
    ['ReserveInventory', 10_000, 4],
    ['ProcessPayment', 30_000, 3],
    ['CreateShipment', 15_000, 4],
    ['FinalizeOrder', 5_000, Infinity],
  ]);
});
