import { decideRepeat, isOverdue, sameContent, settleCreate, type CreateOutcome } from './create';
import { askedAt, createdShipment, exampleLabel, pendingShipment } from './example-shipments';

const now = new Date(askedAt.getTime() + 1000);
const reason = { code: 'UNDELIVERABLE_ADDRESS', message: 'The carrier does not deliver there.' };
const undo = { state: 'ASKED', reason: 'Cancelled.', round: 1, refusal: undefined } as const;
const outcomes: readonly CreateOutcome[] = [
  { type: 'created', label: exampleLabel },
  { type: 'refused', reason },
  { type: 'barred' },
  { type: 'given up' },
  { type: 'not wanted' },
];

describe('a shipment that is asked for again', () => {
  test('when it is on its way or made, then it is the same one', () => {
    for (const shipment of [pendingShipment(), createdShipment()])
      expect(decideRepeat(shipment, pendingShipment())).toEqual({ type: 'repeat', shipment });
  });

  test('when it was cancelled, before it was asked for or after, then it is refused', () => {
    const refused = { type: 'refuse', refusal: { why: 'SHIPMENT_CANCELLED' } };
    for (const record of ['BARRED', pendingShipment({ undo }), createdShipment({ undo }), pendingShipment({ status: 'CANCELLED', undo })] as const) {
      expect(decideRepeat(record, pendingShipment())).toEqual(refused);
    }
  });

  test('when it failed, then it has the same answer, also once its label was made void', () => {
    const refused = { type: 'refuse', refusal: { why: 'FAILED', reason } };
    for (const changes of [{}, { undo }]) {
      expect(decideRepeat(pendingShipment({ status: 'FAILED', failure: reason, ...changes }), pendingShipment())).toEqual(refused);
    }
  });

  test('when it has other items or another address, then it is refused', () => {
    const { shippingAddress } = pendingShipment();
    for (const changes of [{ items: [{ sku: 'MUG', quantity: 3 }] }, { shippingAddress: { ...shippingAddress, line2: 'Flat 2' } }]) {
      expect(decideRepeat(createdShipment(), pendingShipment(changes))).toEqual({ type: 'refuse', refusal: { why: 'SHIPMENT_DIFFERS' } });
    }
  });

  test('when only the order of items, their split or of address fields differs, then it is the same', () => {
    const { name, ...rest } = pendingShipment().shippingAddress;
    const one = pendingShipment({
      items: [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 2 },
        { sku: 'A', quantity: 1 },
      ],
    });
    const other = pendingShipment({
      items: [
        { sku: 'B', quantity: 2 },
        { sku: 'A', quantity: 2 },
      ],
      shippingAddress: { ...rest, name },
    });
    expect(sameContent(one, other)).toBe(true);
  });
});

describe('the outcome of asking for a label', () => {
  test('when it is made, then it is told', () => {
    const { shipment, facts } = settleCreate(pendingShipment(), { type: 'created', label: exampleLabel }, now);
    expect(shipment).toMatchObject({ status: 'CREATED', label: { ...exampleLabel, at: now } });
    expect(facts).toEqual([{ type: 'created' }]);
  });

  test('when it is refused for good, or the key barred by somebody else, then it failed', () => {
    expect(settleCreate(pendingShipment(), { type: 'refused', reason }, now)).toMatchObject({
      shipment: { status: 'FAILED', failure: reason, undo: undefined },
      facts: [{ type: 'failed', reason }],
    });
    expect(settleCreate(pendingShipment(), { type: 'barred' }, now).facts).toMatchObject([{ type: 'failed', reason: { code: 'SHIPMENT_BARRED' } }]);
  });

  test('when it is given up, then it failed and is to be undone', () => {
    const { shipment, facts } = settleCreate(pendingShipment(), { type: 'given up' }, now);
    expect(shipment).toMatchObject({ status: 'FAILED', failure: { code: 'CARRIER_UNAVAILABLE' }, undo: { state: 'ASKED', round: 1 } });
    expect(facts).toMatchObject([{ type: 'failed', reason: { code: 'CARRIER_UNAVAILABLE' } }]);
  });

  test.each(outcomes)('when it is $type after the order was cancelled or decided, then nothing changes and nothing is told', (outcome) => {
    const failed = pendingShipment({ status: 'FAILED', failure: reason });
    for (const shipment of [pendingShipment({ undo }), createdShipment(), createdShipment({ undo }), failed]) {
      expect(settleCreate(shipment, outcome, now)).toEqual({ shipment, facts: [] });
    }
  });
});

test('when the time is over, then only choreography gives up', () => {
  const overdue = (changes: object, ms: number) => isOverdue(pendingShipment(changes), new Date(askedAt.getTime() + ms), 60_000);
  expect([overdue({}, 59_999), overdue({}, 60_000)]).toEqual([false, true]);
  for (const path of ['orchestration', 'checkout']) expect(overdue({ path }, 600_000)).toBe(false);
});
