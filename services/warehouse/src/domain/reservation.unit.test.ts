import { holdEnd, planned, shelfOf } from './example-reservations';
import { decideConfirm, decideExpiry, decideRelease, decideShip } from './progress';
import { statusAt, type Reservation, type ReservationStatus } from './reservation';
import { decideReserve } from './reserve';

const early = new Date(holdEnd.getTime() - 1);
const missing = [{ sku: 'MUG', requested: 2, available: 1 }];
const shelf = shelfOf({ MUG: [5, 2] });
const scarce = shelfOf({ MUG: [2, 1] });
const full = { sku: 'MUG', onHand: 5, reserved: 4, shipped: 0, version: 1 };

/** A reservation in a status, with what belongs to it. */
function standing(status: ReservationStatus): Reservation {
  const expiresAt = status === 'HELD' ? holdEnd : undefined;
  return planned({ status, expiresAt, missing: status === 'REJECTED' ? missing : [] });
}

const refused = (why: string) => ({ type: 'refuse', refusal: { why } });

describe('a reservation that is asked for', () => {
  test('when all is there, then it is held; on choreography, which has been paid, it is kept for good', () => {
    const held = decideReserve(undefined, planned(), shelf, early);
    expect(held).toMatchObject({ type: 'change', reservation: { status: 'HELD', expiresAt: holdEnd }, fact: { type: 'reserved' } });
    expect(held.type === 'change' && held.shelf.get('MUG')).toEqual(full);
    const kept = decideReserve(undefined, planned({ path: 'choreography', status: 'CONFIRMED', expiresAt: undefined }), shelf, early);
    expect(kept).toMatchObject({ type: 'change', reservation: { status: 'CONFIRMED', expiresAt: undefined } });
  });

  test('when one item is short, then none is taken and what is missing is kept', () => {
    const items = [...planned().items, { sku: 'TEA', quantity: 1 }];
    const stock = shelfOf({ MUG: [2, 1], TEA: [9, 0] });
    const decision = decideReserve(undefined, planned({ items }), stock, early);
    expect(decision).toMatchObject({
      type: 'change',
      reservation: { status: 'REJECTED', expiresAt: undefined, missing },
      fact: { type: 'rejected' },
    });
    expect(decision.type === 'change' && decision.shelf).toBe(stock);
  });

  test('when it was refused before, then it stays refused, also once there is enough', () => {
    expect(decideReserve(standing('REJECTED'), planned(), shelf, early)).toEqual({ type: 'refuse', refusal: { why: 'OUT_OF_STOCK', missing } });
  });

  test.each(['HELD', 'CONFIRMED', 'SHIPPED'] as const)('when it is %s already, then nothing changes', (status) => {
    expect(decideReserve(standing(status), planned(), shelf, early)).toEqual({ type: 'unchanged', reservation: standing(status) });
  });

  test('when it was undone, before it was made or after, then it is refused', () => {
    expect(decideReserve('BARRED', planned(), shelf, early)).toEqual(refused('RESERVATION_RELEASED'));
    expect(decideReserve(standing('RELEASED'), planned(), shelf, early)).toEqual(refused('RESERVATION_RELEASED'));
  });

  test('when the order reserved other items, then it is refused', () => {
    expect(decideReserve(standing('HELD'), planned({ items: [{ sku: 'MUG', quantity: 3 }] }), shelf, early)).toEqual(refused('OTHER_ITEMS'));
  });

  test('when its hold ran out, then it begins anew: taken again if the goods were freed, else kept', () => {
    const later = planned({ id: 'reservation-2', expiresAt: new Date(holdEnd.getTime() + 1) });
    const again = decideReserve(standing('EXPIRED'), later, shelf, holdEnd);
    expect(again).toMatchObject({ type: 'change', reservation: { id: 'reservation-1', status: 'HELD', expiresAt: later.expiresAt } });
    expect(again.type === 'change' && again.shelf.get('MUG')).toEqual(full);
    const kept = decideReserve(standing('HELD'), later, scarce, holdEnd);
    expect(kept).toEqual({ type: 'change', reservation: { ...standing('HELD'), expiresAt: later.expiresAt }, shelf: scarce, fact: undefined });
  });
});

describe('a confirmation', () => {
  test('when the goods are still set aside, run out or not, then they are kept for good', () => {
    const reservation = { ...standing('HELD'), status: 'CONFIRMED', expiresAt: undefined };
    expect(decideConfirm(standing('HELD'), scarce)).toEqual({ type: 'change', reservation, shelf: scarce, fact: undefined });
  });

  test('when the hold has lost its goods, then they are taken again, or it is refused and stays expired', () => {
    const again = decideConfirm(standing('EXPIRED'), shelf);
    expect(again).toMatchObject({ type: 'change', reservation: { status: 'CONFIRMED' }, fact: { type: 'reserved' } });
    expect(again.type === 'change' && again.shelf.get('MUG')).toEqual(full);
    expect(decideConfirm(standing('EXPIRED'), scarce)).toEqual({ type: 'refuse', refusal: { why: 'OUT_OF_STOCK', missing } });
  });

  test('when it comes again, or to nothing, or too late, then it changes nothing', () => {
    for (const status of ['CONFIRMED', 'SHIPPED'] as const) expect(decideConfirm(standing(status), shelf)).toMatchObject({ type: 'unchanged' });
    expect(decideConfirm(undefined, shelf)).toEqual(refused('NO_RESERVATION'));
    expect(decideConfirm('BARRED', shelf)).toEqual(refused('RESERVATION_RELEASED'));
    expect(decideConfirm(standing('RELEASED'), shelf)).toEqual(refused('RESERVATION_RELEASED'));
    expect(decideConfirm(standing('REJECTED'), shelf)).toMatchObject(refused('OUT_OF_STOCK'));
  });
});

describe('a shipment', () => {
  test('when the goods are confirmed, then they leave once', () => {
    const decision = decideShip(standing('CONFIRMED'), shelf);
    expect(decision).toMatchObject({ type: 'change', reservation: { status: 'SHIPPED' }, fact: undefined });
    expect(decision.type === 'change' && decision.shelf.get('MUG')).toMatchObject({ onHand: 3, reserved: 0 });
    expect(decideShip(standing('SHIPPED'), shelf)).toMatchObject({ type: 'unchanged' });
  });

  test('when they are not confirmed, or undone, then none leave', () => {
    for (const status of ['HELD', 'EXPIRED', 'REJECTED'] as const) {
      expect(decideShip(standing(status), shelf)).toEqual({ type: 'refuse', refusal: { why: 'RESERVATION_NOT_CONFIRMED', status } });
    }
    expect(decideShip(undefined, shelf)).toEqual(refused('NO_RESERVATION'));
    for (const undone of ['BARRED', standing('RELEASED')] as const) expect(decideShip(undone, shelf)).toEqual(refused('RESERVATION_RELEASED'));
  });
});

describe('undoing', () => {
  test.each(['HELD', 'CONFIRMED'] as const)('when goods are %s, then they are free again and it is told', (status) => {
    const decision = decideRelease(standing(status), shelf, 'Cancelled.');
    const reason = { code: 'ORDER_UNDONE', message: 'Cancelled.' };
    expect(decision).toMatchObject({ type: 'change', reservation: { status: 'RELEASED', expiresAt: undefined, reason: 'Cancelled.' } });
    expect(decision).toMatchObject({ fact: { type: 'released', reason } });
    expect(decision.type === 'change' && decision.shelf.get('MUG')).toMatchObject({ onHand: 5, reserved: 0 });
  });

  test('when nothing is held, then nothing is told; an expired hold can no longer be taken again', () => {
    const expired = decideRelease(standing('EXPIRED'), shelf, 'Cancelled.');
    expect(expired).toMatchObject({ type: 'change', reservation: { status: 'RELEASED' }, shelf, fact: undefined });
    for (const status of ['REJECTED', 'RELEASED'] as const) expect(decideRelease(standing(status), shelf, 'x')).toMatchObject({ type: 'unchanged' });
  });

  test('when the goods have left, then it is refused', () => {
    expect(decideRelease(standing('SHIPPED'), shelf, 'x')).toEqual(refused('RESERVATION_SHIPPED'));
  });
});

describe('the end of a hold', () => {
  test('when it is reached, then the goods are free and the order can still take them again', () => {
    const decision = decideExpiry(standing('HELD'), shelf, holdEnd);
    expect(decision).toMatchObject({ type: 'change', reservation: { status: 'EXPIRED' }, fact: { reason: { code: 'HOLD_EXPIRED' } } });
    expect(decision.type === 'change' && decision.shelf.get('MUG')).toMatchObject({ reserved: 0 });
    expect([statusAt(standing('HELD'), early), statusAt(standing('HELD'), holdEnd)]).toEqual(['HELD', 'EXPIRED']);
  });

  test('when it is not reached, or the goods are no longer held, then nothing changes', () => {
    expect(decideExpiry(standing('HELD'), shelf, early)).toMatchObject({ type: 'unchanged' });
    expect(decideExpiry(standing('CONFIRMED'), shelf, holdEnd)).toMatchObject({ type: 'unchanged' });
  });
});
