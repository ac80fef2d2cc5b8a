import { decideCancel, settleCancel } from './cancel';
import { createdShipment, pendingShipment } from './example-shipments';

const reason = { code: 'HELD', message: 'The carrier has the goods already.' };
const failure = { code: 'CARRIER_UNAVAILABLE', message: 'Away.' };
const undo = { state: 'ASKED', reason: 'Cancelled.', round: 1, refusal: undefined } as const;

describe('a cancellation', () => {
  test.each([pendingShipment(), createdShipment()])('when the shipment is $status, then the carrier is asked', (shipment) => {
    expect(decideCancel(shipment, 'Cancelled.')).toEqual({ type: 'ask', shipment: { ...shipment, undo } });
  });

  test('when it comes again, then nothing changes and the first reason stays', () => {
    const asked = createdShipment({ undo });
    expect(decideCancel(asked, 'Another reason.')).toEqual({ type: 'asked', shipment: asked });
    const done = createdShipment({ status: 'CANCELLED', undo: { ...undo, state: 'DONE' } });
    expect(decideCancel(done, 'Another reason.')).toEqual({ type: 'done', shipment: done });
  });

  test('when the carrier refused the shipment, then there is nothing to cancel', () => {
    const failed = pendingShipment({ status: 'FAILED', failure });
    expect(decideCancel(failed, 'x')).toEqual({ type: 'done', shipment: failed });
  });

  test('when the carrier refused to cancel before, then it is asked anew', () => {
    const refused = createdShipment({ undo: { ...undo, state: 'REFUSED', refusal: reason } });
    expect(decideCancel(refused, 'x')).toEqual({ type: 'ask', shipment: createdShipment({ undo: { ...undo, round: 2 } }) });
  });
});

describe('the answer to a cancellation', () => {
  test('when the label was told of, then it is told as cancelled; when not, it ends without a word', () => {
    expect(settleCancel(createdShipment({ undo }), { type: 'cancelled' })).toMatchObject({
      shipment: { status: 'CANCELLED', undo: { state: 'DONE' } },
      facts: [{ type: 'cancelled', reason: 'Cancelled.' }],
    });
    expect(settleCancel(pendingShipment({ undo }), { type: 'cancelled' })).toMatchObject({ shipment: { status: 'CANCELLED' }, facts: [] });
  });

  test('when the shipment was given up, then it stays failed', () => {
    const given = pendingShipment({ status: 'FAILED', failure, undo });
    expect(settleCancel(given, { type: 'cancelled' })).toMatchObject({ shipment: { status: 'FAILED', undo: { state: 'DONE' } }, facts: [] });
  });

  test('when the carrier holds on to the goods, then that is kept and nothing told', () => {
    const { shipment, facts } = settleCancel(createdShipment({ undo }), { type: 'refused', reason });
    expect(shipment).toMatchObject({ status: 'CREATED', undo: { state: 'REFUSED', refusal: reason } });
    expect(facts).toEqual([]);
  });

  test('when nobody asked or it was answered already, then nothing changes', () => {
    for (const shipment of [createdShipment(), createdShipment({ status: 'CANCELLED', undo: { ...undo, state: 'DONE' } })]) {
      for (const outcome of [{ type: 'cancelled' }, { type: 'refused', reason }] as const) {
        expect(settleCancel(shipment, outcome)).toEqual({ shipment, facts: [] });
      }
    }
  });
});
