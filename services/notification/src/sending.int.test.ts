import { Unavailable, type PlatformEvent } from '@sidecart/platform';
import { eventually } from '@sidecart/platform/testing';
import { AT, completed, failed, shipped } from './testing/events';
import { startNotification, type NotificationUnderTest } from './testing/notification-under-test';
import { bindingFailed, smtpSays } from './testing/sidecar';

let notification: NotificationUnderTest;
beforeAll(async () => {
  notification = await startNotification({ MAIL_FROM: 'The Shop <shop@example.com>' });
});
beforeEach(async () => {
  await notification.rows('truncate mails, platform.intents');
  for (const { dapr, faults, logged } of [notification, notification.other]) {
    dapr.onBinding = () => undefined;
    dapr.bindings.length = 0;
    dapr.invokes.length = 0;
    dapr.available = true;
    faults.effects.clear();
    logged.length = 0;
  }
});
afterAll(() => notification.close());

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const mailOf = async (orderId: string) => (await notification.mails(orderId))[0];
/** One mail on its way. */
const wanted = async () => on(completed());
const on = async <Event extends PlatformEvent<object>>(event: Event): Promise<Event> => {
  await notification.deliver([event]);
  return event;
};
/** Lets the wait before the next try pass, and tries. */
const tryAgain = async () => {
  notification.clock.advance(2 * MINUTE_MS);
  return notification.work();
};

test('when a mail is sent, then the binding gets one body, one recipient, the sender, and a subject with the order number', async () => {
  const event = await wanted();
  await notification.work();
  const [letter] = notification.taken(event.subject);
  const { orderNumber } = event.data;
  expect(letter).toMatchObject({
    to: event.data.customer.email,
    from: 'The Shop <shop@example.com>',
    subject: `Your order ${orderNumber} is complete`,
  });
  for (const text of ['<!doctype html>', orderNumber, '2 × MUG-BLUE', '€30.25', 'PL123456789']) expect(letter?.html).toContain(text);
  expect(notification.dapr.bindings[0]).toMatchObject({ name: 'smtp', request: { operation: 'create', deadlineMs: 15_000 } });
  expect(notification.dapr.invokes).toEqual([]);
});

describe('an address', () => {
  test('when the mail is sent or given up, then it is neither in the database any more nor in any line of the log', async () => {
    const [good, bad, late] = [await wanted(), await wanted(), await wanted()];
    notification.dapr.onBinding = (_name, { metadata }) => {
      const to = metadata?.['emailTo'] ?? '';
      if (to.includes(bad.subject)) throw smtpSays(`550 "5.1.1 <${to}> unknown"`);
      if (to.includes(late.subject)) throw smtpSays(`451 "4.2.1 <${to}> try later"`);
      return undefined;
    };
    const store = () => notification.rows<{ text: string }>(`select m::text || i::text as text from mails m, platform.intents i`);
    expect(JSON.stringify(await store())).toContain('@example.com');
    await notification.work();
    expect((await notification.intents(late.subject))[0]?.last_error).toBe('451 "4.2.1 <[address]> try later"');
    notification.dapr.onBinding = () => undefined;
    await tryAgain();
    expect((await notification.mails(good.subject)).map(({ status }) => status)).toEqual(['SENT']);
    expect(await mailOf(bad.subject)).toMatchObject({ status: 'FAILED', reason: 'REFUSED: 550 "5.1.1 <[address]> unknown"' });
    expect(JSON.stringify(await store())).not.toContain('@');
    expect(notification.logged.length).toBeGreaterThan(3);
    expect(notification.logged.join('\n')).not.toContain('@example.com');
  });

  test('when the event does not tell it, then orders does, who knows the order number too', async () => {
    const event = await on(shipped());
    await notification.work();
    expect(notification.dapr.invokes).toMatchObject([{ appId: 'orders', request: { method: 'GET', path: `/orders/${event.subject}/contact` } }]);
    expect(notification.taken(event.subject)).toMatchObject([
      { to: `told+${event.subject}@example.com`, subject: 'Your order OR-77777777 is on its way' },
    ]);
    expect(await mailOf(event.subject)).toMatchObject({ order_number: 'OR-77777777', customer_id: 'customer-of-orders' });
  });

  test('when orders does not know the order yet, does not answer or tells no contact, then it is asked again', async () => {
    const event = await on(shipped());
    const tell = notification.dapr.onInvoke;
    notification.unknown.add(event.subject);
    expect(await notification.work()).toBe(1);
    expect((await notification.intents(event.subject))[0]).toMatchObject({
      status: 'OPEN',
      last_error: expect.stringContaining('not yet') as string,
    });
    for (const answer of [
      () => ({ status: 200, headers: {}, body: { orderNumber: 'OR-1' } }),
      () => ({ status: 403, headers: {}, body: undefined }),
      () => {
        throw new Unavailable('INVOCATION_FAILED', 'orders answered with 503');
      },
    ]) {
      notification.dapr.onInvoke = answer;
      expect(await tryAgain()).toBe(1);
      expect(await mailOf(event.subject)).toMatchObject({ status: 'PENDING' });
    }
    notification.dapr.onInvoke = tell;
    notification.unknown.clear();
    await tryAgain();
    expect(notification.taken(event.subject)).toHaveLength(1);
  });

  test('when what orders tells is no single address, then nothing is sent to anybody', async () => {
    const event = await on(shipped());
    const tell = notification.dapr.onInvoke;
    const customer = { id: 'customer-1', email: 'ada@example.com;eve@example.com' };
    notification.dapr.onInvoke = () => ({ status: 200, headers: {}, body: { orderNumber: 'OR-00000001', customer } });
    await notification.work();
    notification.dapr.onInvoke = tell;
    expect(notification.dapr.bindings).toEqual([]);
    expect(await mailOf(event.subject)).toMatchObject({ status: 'FAILED', reason: 'REFUSED: not an address' });
  });
});

describe('a mail that is not taken', () => {
  test('when the server refuses it for good, then it is FAILED with what was said, and never tried again', async () => {
    const event = await wanted();
    notification.dapr.onBinding = () => {
      throw smtpSays('554 "5.7.1 Message rejected"');
    };
    await notification.work();
    notification.dapr.onBinding = () => undefined;
    expect(await tryAgain()).toBe(0);
    expect(await mailOf(event.subject)).toMatchObject({ status: 'FAILED', reason: 'REFUSED: 554 "5.7.1 Message rejected"', sent_at: null });
  });

  test.each([
    ['the server is busy', smtpSays('451 "4.2.1 try later"')],
    ['the server wants a login', smtpSays('530 "5.7.0 Authentication required"')],
    [
      'nobody listens',
      bindingFailed('error invoking output binding smtp: error from smtp binding, sending email failed: dial tcp: connection refused'),
    ],
    ['the connection breaks', smtpSays('EOF')],
    ['the sidecar does not answer', new Unavailable('SIDECAR_UNAVAILABLE', 'the sidecar did not answer POST /v1.0/bindings/smtp: timeout')],
  ])('when %s, then it waits, longer each time, and is sent once it goes', async (_what, error) => {
    const event = await wanted();
    notification.dapr.onBinding = () => {
      throw error;
    };
    await notification.work();
    expect(await notification.work()).toBe(0);
    await tryAgain();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'PENDING', reason: null });
    notification.dapr.onBinding = () => undefined;
    await tryAgain();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'SENT', round: 1 });
    expect(notification.taken(event.subject)).toHaveLength(1);
  });

  test('when it goes on for a day, then the mail is given up with the last reason', async () => {
    const event = await wanted();
    notification.dapr.onBinding = () => {
      throw smtpSays('451 "4.2.1 try later"');
    };
    await notification.work();
    notification.clock.advance(DAY_MS - 1);
    await notification.work();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'PENDING' });
    await tryAgain();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'FAILED', reason: 'GAVE_UP: 451 "4.2.1 try later"' });
    expect(await tryAgain()).toBe(0);
  });

  test('when orders has not come to know the order within a day, then the mail is dead', async () => {
    const event = await on(shipped());
    notification.unknown.add(event.subject);
    await notification.work();
    notification.clock.advance(DAY_MS);
    await notification.work();
    notification.unknown.clear();
    expect(await mailOf(event.subject)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/^GAVE_UP: orders does not know/) as string,
    });
  });

  test('when the service was down for a day, then the mail has its try all the same', async () => {
    const event = await wanted();
    notification.clock.advance(2 * DAY_MS);
    await notification.work();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'SENT' });
  });
});

describe('faults switched on for send-mail', () => {
  test('when they fail it, then it is put off; when they decline it, then it is refused for good', async () => {
    const event = await wanted();
    notification.faults.effects.set('send-mail', 'fail');
    await notification.work();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'PENDING' });
    notification.faults.effects.set('send-mail', 'decline');
    await tryAgain();
    expect(await mailOf(event.subject)).toMatchObject({ status: 'FAILED', reason: 'REFUSED: fault injected' });
    expect(notification.faults.applied).toContainEqual({ operation: 'send-mail', orderId: event.subject });
    expect(notification.dapr.bindings).toEqual([]);
  });
});

describe('several mails', () => {
  test('when many are due at once, then the sidecar has one at a time: two at once could be mixed up', async () => {
    const events = Array.from({ length: 12 }, () => completed());
    await notification.deliver(events);
    let [under, most] = [0, 0];
    notification.dapr.onBinding = async () => {
      most = Math.max(most, (under += 1));
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
    };
    while ((await notification.work()) > 0);
    expect([most, notification.dapr.bindings.length]).toEqual([1, 12]);
    for (const { subject } of events) expect(notification.taken(subject)).toHaveLength(1);
  });

  test('when one fails, then those behind it are sent', async () => {
    const [bad, good] = [completed(), completed()];
    await notification.deliver([bad, good]);
    notification.dapr.onBinding = (_name, { metadata }) => {
      if (metadata?.['emailTo']?.includes(bad.subject)) throw smtpSays('550 "no"');
      return undefined;
    };
    await notification.work();
    expect([(await mailOf(bad.subject))?.status, (await mailOf(good.subject))?.status]).toEqual(['FAILED', 'SENT']);
  });
});

describe('a crash', () => {
  test('when the server took the mail and the commit did not happen, then it is sent again, the same to the letter: at least once', async () => {
    const event = await wanted();
    await notification.rows(`alter table mails add constraint broken check (status <> 'SENT')`);
    await notification.work();
    await notification.rows('alter table mails drop constraint broken');
    expect(await mailOf(event.subject)).toMatchObject({ status: 'PENDING' });
    await tryAgain();
    const [first, second, ...more] = notification.taken(event.subject);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await mailOf(event.subject)).toMatchObject({ status: 'SENT' });
  });

  test('when a replica dies with a mail in hand, then another sends it once the lease has run out, not before', async () => {
    const event = await on(failed());
    let wake = (): void => undefined;
    notification.dapr.onBinding = () => new Promise<void>((_resolve, reject) => (wake = () => reject(new Unavailable('GONE', 'the process died'))));
    const dying = notification.work();
    await eventually(async () => (await notification.rows('select 1 from platform.intents where lease_until is not null')).length === 1);
    expect(await notification.other.work()).toBe(0);
    notification.clock.advance(30_000);
    expect(await notification.other.work()).toBe(1);
    expect(notification.other.taken(event.subject)).toHaveLength(1);
    await eventually(() => {
      wake();
      return true;
    });
    await dying;
    expect(await mailOf(event.subject)).toMatchObject({ status: 'SENT' });
  });
});

test('when the lease leaves a mail no time, then it is not given to the sidecar: another replica may be at it', async () => {
  const hurried = await startNotification({ INTENT_LEASE_MS: '1200' });
  const event = completed({ completedAt: AT });
  await hurried.deliver([event]);
  await hurried.work();
  expect(hurried.dapr.bindings).toEqual([]);
  expect((await hurried.intents(event.subject))[0]).toMatchObject({
    status: 'OPEN',
    last_error: expect.stringContaining('took all the time') as string,
  });
  hurried.clock.advance(2 * DAY_MS);
  await hurried.work();
  expect(await hurried.mails(event.subject)).toMatchObject([{ status: 'PENDING' }]);
  await hurried.close();
});
