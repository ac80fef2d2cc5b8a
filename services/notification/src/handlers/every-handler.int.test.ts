import type { PlatformEvent } from '@sidecart/platform';
import { AT, completed, failed, paymentFailed, shipped } from '../testing/events';
import { startNotification, type NotificationUnderTest } from '../testing/notification-under-test';

let notification: NotificationUnderTest;
beforeAll(async () => {
  notification = await startNotification();
});
afterAll(() => notification.close());

const DAY_MS = 86_400_000;
const daysBefore = (days: number): string => new Date(Date.parse(AT) - days * DAY_MS).toISOString();

interface Case {
  readonly kind: string;
  /** Makes an event; of the same order where one is given. */
  readonly make: (orderId?: string, envelope?: object) => PlatformEvent<object>;
  /** The event tells the address itself. */
  readonly told: boolean;
  /** Where the data says when it happened. */
  readonly when: string;
}

const orderOf = (orderId: string | undefined) => (orderId === undefined ? {} : { orderId });
const cases: readonly Case[] = [
  { kind: 'order_completed', make: (id, envelope) => completed(orderOf(id), envelope), told: true, when: 'completedAt' },
  { kind: 'order_failed', make: (id, envelope) => failed(orderOf(id), envelope), told: true, when: 'failedAt' },
  { kind: 'order_cancelled', make: (id, envelope) => failed({ ...orderOf(id), status: 'CANCELLED' }, envelope), told: true, when: 'failedAt' },
  { kind: 'payment_failed', make: (id, envelope) => failed({ ...orderOf(id), status: 'PAYMENT_FAILED' }, envelope), told: true, when: 'failedAt' },
  { kind: 'payment_failed', make: (id, envelope) => paymentFailed(orderOf(id), envelope), told: false, when: 'failedAt' },
  { kind: 'shipment_created', make: (id, envelope) => shipped(orderOf(id), envelope), told: false, when: 'createdAt' },
];

/** Sends whatever is due. */
const workOff = async (): Promise<void> => {
  while ((await notification.work()) > 0);
};

describe.each(cases.map((one) => ({ ...one, topic: one.make().type })))('$topic, which gives cause for $kind', ({ kind, make, told, when }) => {
  test('when it comes, then the mail is on record, and sent once to whoever bought', async () => {
    const event = make();
    expect(await notification.deliver([event])).toEqual(['SUCCESS']);
    expect(await notification.mails(event.subject)).toMatchObject([{ kind, status: 'PENDING', round: 1, sent_at: null }]);
    expect(await notification.intents(event.subject)).toMatchObject([{ key: `${event.subject}:${kind}`, status: 'OPEN' }]);
    expect(notification.taken(event.subject)).toEqual([]);
    await workOff();
    const [letter, ...more] = notification.taken(event.subject);
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ operation: 'create', to: `${told ? 'ada' : 'told'}+${event.subject}@example.com` });
    const [mail] = await notification.mails(event.subject);
    expect(mail).toMatchObject({ status: 'SENT', reason: null, customer_id: told ? 'customer-17' : 'customer-of-orders' });
    expect(mail?.sent_at).toEqual(notification.clock.now());
    expect(letter?.subject).toContain(mail?.order_number);
  });

  test('when the same bytes come again, as after a crash between commit and acknowledgement, then there is one mail', async () => {
    const event = make();
    await notification.deliver([event]);
    expect(await notification.deliver([event])).toEqual(['SUCCESS']);
    await workOff();
    expect(notification.taken(event.subject)).toHaveLength(1);
  });

  test('when it is said again, in the same batch, later, or after the dedup window, then there is one mail', async () => {
    const event = make();
    const again = () => make(event.subject);
    await notification.deliver([event, again(), make()]);
    await workOff();
    await notification.deliver([again()]);
    notification.clock.advance(25 * 3_600_000);
    expect(await notification.service.sweeper.runOnce()).toBeGreaterThan(0);
    expect(await notification.deliver([event, again()])).toEqual(['SUCCESS', 'SUCCESS']);
    await workOff();
    expect(notification.taken(event.subject)).toHaveLength(1);
    expect(await notification.intents(event.subject)).toHaveLength(1);
    notification.clock.advance(-25 * 3_600_000);
  });

  test('when copies come at the same moment on two replicas, alone and in batches turned round, then each order has one mail', async () => {
    const events = Array.from({ length: 10 }, () => make());
    const again = () => events.map(({ subject }) => make(subject));
    const deliveries = [events, events, again().reverse(), again(), [make(events[0]!.subject)], [make(events[9]!.subject)]];
    const statuses = await Promise.all(deliveries.map((batch, index) => (index % 2 === 0 ? notification : notification.other).deliver(batch)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    await workOff();
    for (const { subject } of events) expect(notification.taken(subject)).toHaveLength(1);
    expect(await notification.rows('select 1 from platform.event_retries')).toEqual([]);
  });

  test('when one event of a batch is poison, then it is a dead letter and the others are mailed', async () => {
    const good = [make(), make()];
    const whole = make();
    const poison = { ...whole, data: { ...whole.data, orderId: 'not-an-order' } };
    expect(await notification.deliver([good[0]!, poison, good[1]!])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await notification.letters()).toContainEqual({ event_id: poison.id, reason: 'INVALID_DATA' });
    expect(await notification.mails(poison.subject)).toEqual([]);
    await workOff();
    for (const { subject } of good) expect(notification.taken(subject)).toHaveLength(1);
  });

  test('when the database refuses one of a batch, then it is tried again later and the others are mailed', async () => {
    const [bad, good] = [make(), make()];
    await notification.rows(`alter table mails add constraint broken check (order_id <> '${bad.subject}')`);
    expect(await notification.deliver([bad, good])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await notification.mails(bad.subject)).toEqual([]);
    expect(await notification.intents(bad.subject)).toEqual([]);
    await notification.rows('alter table mails drop constraint broken');
    notification.clock.advance(60_000);
    expect(await notification.service.consumer.retries.runOnce()).toBe(1);
    await workOff();
    for (const { subject } of [bad, good]) expect(notification.taken(subject)).toHaveLength(1);
    notification.clock.advance(-60_000);
  });

  test('when it is ten days old, as in a replay, then nobody is written to, then or when it is said again', async () => {
    const old = make(undefined, { time: daysBefore(10) });
    await notification.deliver([old]);
    expect(await notification.mails(old.subject)).toMatchObject([{ kind, status: 'SKIPPED', reason: 'TOO_OLD' }]);
    await notification.deliver([make(old.subject)]);
    await workOff();
    expect(notification.taken(old.subject)).toEqual([]);
    expect(await notification.intents(old.subject)).toEqual([]);
  });

  test('when it is published today for what happened ten days ago, then nobody is written to; seven days to the day are not too old', async () => {
    const [late, justInTime] = [make(), make(undefined, { time: daysBefore(7) })];
    await notification.deliver([{ ...late, data: { ...late.data, [when]: daysBefore(10) } }, justInTime]);
    await workOff();
    expect([notification.taken(late.subject).length, notification.taken(justInTime.subject).length]).toEqual([0, 1]);
  });
});
