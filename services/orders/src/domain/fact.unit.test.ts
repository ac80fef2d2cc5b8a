import fc from 'fast-check';
import type { OrderStatus } from '@sidecart/contracts';
import { placedOrder, soldOrder } from '../testing/example-orders';
import { at } from '../testing/sales';
import { react, type Fact, type Reaction } from './fact';
import { isDead, isFinal, type Order } from './order';

const now = at('2026-02-01T00:00:00.000Z');
const total = { minor: 3000, currency: 'EUR' };

/** What the services can tell of one order processed by events; a telling is known by its name. */
const told = {
  paid: { type: 'paid', paymentId: 'payment-1', total, by: 'event' },
  refused: { type: 'dead', status: 'PAYMENT_FAILED', failure: { code: 'CARD_DECLINED', message: 'No.', step: 'ProcessPayment' }, by: 'event' },
  reserved: { type: 'reserved', reservationId: 'reservation-1', by: 'event' },
  rejected: { type: 'dead', status: 'FAILED', failure: { code: 'OUT_OF_STOCK', message: 'Gone.', step: 'ReserveInventory' }, by: 'event' },
  shipped: { type: 'shipped', shipment: { id: 'shipment-1', carrier: 'Parcel Line', trackingNumber: 'PL1' }, by: 'event' },
  undeliverable: { type: 'dead', status: 'FAILED', failure: { code: 'UNDELIVERABLE_ADDRESS', message: 'No.', step: 'CreateShipment' }, by: 'event' },
  refunded: { type: 'undone', what: 'payment', refund: { id: 'refund-1', paymentId: 'payment-1', minor: 3000 } },
  released: { type: 'undone', what: 'reservation' },
  unshipped: { type: 'undone', what: 'shipment' },
  cancelled: { type: 'dead', status: 'CANCELLED', failure: { code: 'CANCELLED_BY_CUSTOMER', message: 'Twice.' }, by: 'person' },
  expired: { type: 'noted' },
} as const satisfies Record<string, Fact>;
type Name = keyof typeof told;
const names = Object.keys(told) as Name[];

/** Applies tellings one after the other and keeps every reaction with the order before it. */
function run(order: Order, story: readonly Name[]) {
  const turns: { name: Name; before: Order; reaction: Reaction }[] = [];
  let current = order;
  for (const name of story) {
    const reaction = react(current, told[name], now);
    turns.push({ name, before: current, reaction });
    current = reaction.order;
  }
  const changes = turns.flatMap(({ reaction }) => reaction.changes);
  return { turns, changes, tellings: turns.flatMap(({ reaction }) => reaction.tell), order: current };
}

const rank: readonly OrderStatus[] = ['PENDING', 'IN_REVIEW', 'PAID', 'RESERVED', 'SHIPPED', 'COMPLETED'];
const anyStory = fc.array(fc.constantFrom(...names), { maxLength: 30 });
const anyOrder = fc.constantFrom<Order>(placedOrder(), soldOrder());
/** Every order of a story, with copies of any part of it in between. */
const shuffled = (story: readonly Name[]) =>
  fc.array(fc.constantFrom(...story), { maxLength: 8 }).chain((copies) => {
    const all = [...story, ...copies];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

describe('facts of choreography in any order, any number of times', () => {
  test('when they are applied, then the status only moves forward and no final status is ever left', () => {
    fc.assert(
      fc.property(anyOrder, anyStory, (order, story) => {
        let before = order.status;
        for (const { status } of run(order, story).changes) {
          if (status !== before) expect(isFinal(before)).toBe(false);
          if (status !== before && !isDead(status)) expect(rank.indexOf(status)).toBeGreaterThan(rank.indexOf(before));
          before = status;
        }
      }),
    );
  });

  test('when they are applied, then each change raises the version by one and nothing else does', () => {
    fc.assert(
      fc.property(anyOrder, anyStory, (order, story) => {
        const { changes, order: end } = run(order, story);
        expect(changes.map(({ version }) => version)).toEqual(changes.map((_change, index) => order.version + 1 + index));
        expect(end.version).toBe(order.version + changes.length);
        expect(end.status).toBe(changes.at(-1)?.status ?? order.status);
      }),
    );
  });

  test('when anything that is shown of an order changes, then so does its version', () => {
    const shown = ({ path, status, total, outcome, failure, fulfillment, finishedAt }: Order) =>
      JSON.stringify({ path, status, total, outcome, failure, fulfillment, finishedAt });
    fc.assert(
      fc.property(anyOrder, fc.constantFrom('choreography', 'orchestration', undefined), anyStory, (order, path, story) => {
        for (const { before, reaction } of run({ ...order, path }, story).turns) {
          if (shown(before) !== shown(reaction.order)) expect(reaction.order.version).toBeGreaterThan(before.version);
        }
      }),
    );
  });

  test('when they are applied, then the order is complete exactly if its shipment was told of while it lived and its price is known', () => {
    fc.assert(
      fc.property(anyOrder, anyStory, (order, story) => {
        const { turns, order: end, tellings } = run(order, story);
        const shipped = turns.some(({ name, before }) => name === 'shipped' && !isDead(before.status));
        expect(end.status === 'COMPLETED').toBe(shipped && end.total !== undefined);
        if (shipped) expect(['SHIPPED', 'COMPLETED']).toContain(end.status);
        expect(tellings.filter((telling) => telling === 'completed')).toHaveLength(end.status === 'COMPLETED' ? 1 : 0);
        expect(end.outcome === 'completed').toBe(end.status === 'COMPLETED');
        expect(end.finishedAt !== undefined).toBe(isFinal(end.status));
      }),
    );
  });

  test('when an order is dead, then it is told so once, and once more for each success that was not known of', () => {
    fc.assert(
      fc.property(anyOrder, anyStory, (order, story) => {
        const { turns, order: end, tellings } = run(order, story);
        const successes: readonly Name[] = ['paid', 'reserved', 'shipped'];
        const known = new Set<Name>(order.progress.paymentId === undefined ? [] : ['paid']);
        let news = 0;
        for (const { name, before } of turns) {
          if (!successes.includes(name)) continue;
          // A sale's payment has another id than the one told of here: that is news as well.
          const isNews = name === 'paid' ? before.progress.paymentId !== 'payment-1' : !known.has(name);
          if (isDead(before.status) && isNews) news += 1;
          known.add(name);
        }
        expect(tellings.filter((telling) => telling === 'failed')).toHaveLength(isDead(end.status) ? 1 + news : 0);
      }),
    );
  });

  test('when a fact is told again at once, then nothing comes of it', () => {
    fc.assert(
      fc.property(anyOrder, anyStory, fc.constantFrom(...names), (order, story, name) => {
        const once = react(run(order, story).order, told[name], now).order;
        const again = react(once, told[name], now);
        expect(again.order).toBe(once);
        expect([again.changes, again.tell]).toEqual([[], []]);
      }),
    );
  });

  test('when a success story comes in any order, then it ends complete, with the label on the order', () => {
    fc.assert(
      fc.property(shuffled(['paid', 'reserved', 'shipped']), (story) => {
        const { order } = run(placedOrder(), story);
        expect(order).toMatchObject({ status: 'COMPLETED', total, fulfillment: { status: 'SHIPPED', trackingNumber: 'PL1' } });
        expect(order.progress).toMatchObject({ paymentId: 'payment-1', reservationId: 'reservation-1', shipmentId: 'shipment-1' });
      }),
    );
  });

  test.each<[string, Name[], object]>([
    ['the goods are not there', ['paid', 'rejected', 'refunded'], { status: 'FAILED', outcome: 'compensated', failure: { code: 'OUT_OF_STOCK' } }],
    ['the carrier refuses', ['paid', 'reserved', 'undeliverable', 'refunded', 'released'], { status: 'FAILED', outcome: 'compensated' }],
    ['the card is refused', ['refused'], { status: 'PAYMENT_FAILED', outcome: 'failed' }],
    ['it is cancelled and charged all the same', ['cancelled', 'paid', 'refunded'], { status: 'CANCELLED', outcome: 'compensated' }],
  ])('when %s, then in any order it ends so, and what was done is known as undone', (_title, story, end) => {
    fc.assert(
      fc.property(shuffled(story), (any) => {
        const { order } = run(placedOrder(), any);
        expect(order).toMatchObject(end);
        expect(order.fulfillment.status).toBe('UNFULFILLED');
      }),
    );
  });
});

describe('a fact', () => {
  test('when the shipment is told of before the payment, then the order waits for its price and is complete with it', () => {
    const shipped = react(placedOrder(), told.shipped, now);
    expect(shipped.order).toMatchObject({ status: 'SHIPPED', outcome: undefined });
    expect(shipped.tell).toEqual([]);
    const paid = react(shipped.order, told.paid, now);
    expect(paid).toMatchObject({ order: { status: 'COMPLETED', version: 3, total }, tell: ['completed'], refused: undefined });
  });

  test('when an operator marked it shipped and the label is told of, then it is complete with that label', () => {
    const reaction = react({ ...soldOrder(), status: 'SHIPPED', version: 4 }, told.shipped, now);
    expect(reaction).toMatchObject({ order: { status: 'COMPLETED', version: 5, fulfillment: { trackingNumber: 'PL1' } }, tell: ['completed'] });
  });

  test('when a dead order was charged a second time, then that is news although a payment was known', () => {
    const dead = react(soldOrder(), told.rejected, now).order;
    const reaction = react(dead, told.paid, now);
    expect(reaction.tell).toEqual(['failed']);
    expect(reaction.order.progress).toEqual({ paymentId: 'payment-1' });
    expect(react(reaction.order, told.paid, now).tell).toEqual([]);
  });

  test('when the workflow has the order, then events move nothing and what they tell is noted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Name>('paid', 'refused', 'reserved', 'rejected', 'shipped', 'undeliverable'), { maxLength: 12 }),
        (story) => {
          const { order, changes, tellings } = run({ ...placedOrder(), path: 'orchestration' }, story);
          expect([changes, tellings]).toEqual([[], []]);
          expect(order.status).toBe('PENDING');
          expect(order.progress.paymentId).toBe(story.includes('paid') ? 'payment-1' : undefined);
        },
      ),
    );
  });

  test('when the workflow ends its order or completes it, then that counts once', () => {
    const order: Order = { ...placedOrder(), path: 'orchestration' };
    const failure = { code: 'OUT_OF_STOCK', message: 'Gone.' };
    const dead = react(order, { type: 'dead', status: 'FAILED', failure, outcome: 'timed_out', by: 'workflow' }, now);
    expect(dead).toMatchObject({ order: { status: 'FAILED', outcome: 'timed_out' }, tell: ['failed'] });
    const shipment = { id: 'shipment-1', carrier: 'Parcel Line', trackingNumber: 'PL1' };
    const steps: Fact[] = [
      { type: 'paid', paymentId: 'p', total, by: 'workflow' },
      { type: 'reserved', reservationId: 'r', by: 'workflow' },
      { type: 'shipped', shipment, by: 'workflow' },
    ];
    const shipped = steps.reduce((current, fact) => react(current, fact, now).order, order);
    expect(shipped).toMatchObject({ status: 'SHIPPED', version: 4 });
    const completed = react(shipped, { type: 'completed' }, now);
    expect(completed).toMatchObject({ order: { status: 'COMPLETED', version: 5 }, tell: ['completed'] });
    expect(react(completed.order, { type: 'completed' }, now)).toEqual({ order: completed.order, changes: [], refused: undefined, tell: [] });
    expect(react(dead.order, { type: 'completed' }, now)).toMatchObject({ refused: { why: 'ORDER_DEAD' }, tell: [] });
  });

  test('when an order is claimed, then the first one has it, and nobody claims a dead one', () => {
    const open: Order = { ...placedOrder(), path: undefined };
    const events = react(open, { type: 'claimed', path: 'choreography' }, now);
    expect(events).toMatchObject({ order: { path: 'choreography', version: 2 }, tell: ['created'] });
    expect(events.changes).toEqual([events.order]);
    expect(react(events.order, { type: 'claimed', path: 'choreography' }, now).tell).toEqual([]);
    expect(react(events.order, { type: 'claimed', path: 'orchestration' }, now)).toMatchObject({ refused: { why: 'CLAIMED' }, tell: [] });
    const workflow = react(open, { type: 'claimed', path: 'orchestration' }, now);
    expect(workflow).toMatchObject({ order: { path: 'orchestration' }, tell: [] });
    for (const claimed of [open, workflow.order]) {
      const dead = react(claimed, told.cancelled, now).order;
      expect(react(dead, { type: 'claimed', path: 'orchestration' }, now)).toMatchObject({ order: dead, refused: { why: 'ORDER_DEAD' } });
    }
  });

  test('when a part of a payment is given back, then the payment is not undone before all of it is', () => {
    const dead = react(soldOrder(), told.rejected, now).order;
    const back = (id: string, minor: number): Fact => ({
      type: 'undone',
      what: 'payment',
      refund: { id, paymentId: dead.progress.paymentId!, minor },
    });
    const part = react(dead, back('refund-1', 1000), now).order;
    const same = react(part, back('refund-1', 1000), now).order;
    expect(same).toBe(part);
    expect(part.progress.refunds).toEqual({ 'refund-1': 1000 });
    const other = react(
      part,
      { type: 'undone', what: 'payment', refund: { id: 'refund-9', paymentId: 'of-another-payment', minor: 9000 } },
      now,
    ).order;
    expect(other).toBe(part);
    expect(react(part, back('refund-2', 1500), now).order.progress.refunds).toEqual({ 'refund-1': 1000, 'refund-2': 1500 });
  });
});
