import { randomUUID } from 'node:crypto';
import { completed, failed, shipped } from './testing/events';
import { startNotification, type NotificationUnderTest } from './testing/notification-under-test';
import { smtpSays } from './testing/sidecar';

let notification: NotificationUnderTest;
beforeAll(async () => {
  notification = await startNotification();
});
beforeEach(async () => {
  await notification.rows('truncate mails, platform.intents');
  notification.dapr.onBinding = () => undefined;
  notification.dapr.bindings.length = 0;
});
afterAll(() => notification.close());

const idOf = async (orderId: string) => (await notification.mails(orderId))[0]?.id ?? '';
const statusOf = async (orderId: string) => (await notification.mails(orderId))[0]?.status;
/** A mail the server has refused. */
const refused = async () => {
  const event = completed();
  notification.dapr.onBinding = () => {
    throw smtpSays('550 "no such user"');
  };
  await notification.deliver([event]);
  await notification.work();
  notification.dapr.onBinding = () => undefined;
  expect(await statusOf(event.subject)).toBe('FAILED');
  return event;
};

describe('the list of mails', () => {
  test('when it is paged through, then each mail comes once, the newest first', async () => {
    const events = Array.from({ length: 5 }, () => completed());
    for (const event of events) await notification.deliver([event]);
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await notification.get(`/mails?limit=2${after}`);
      seen.push(...(body.items as { orderId: string }[]).map(({ orderId }) => orderId));
      after = `&after=${body.next}`;
    }
    expect(after).toBe('&after=null');
    expect(seen).toEqual(events.map(({ subject }) => subject).reverse());
  });

  test('when an order, a kind or a status is asked for, then only those come, and no address with them', async () => {
    const [sent, dead] = [shipped(), await refused()];
    await notification.deliver([sent]);
    await notification.work();
    await notification.deliver([failed({ orderId: dead.subject, status: 'CANCELLED' })]);
    const found = async (query: string) =>
      ((await notification.get(`/mails?${query}`)).body.items as { kind: string; status: string }[]).map(({ kind, status }) => `${kind} ${status}`);
    expect(await found(`orderId=${dead.subject}`)).toEqual(['order_cancelled PENDING', 'order_completed FAILED']);
    expect(await found('status=FAILED')).toEqual(['order_completed FAILED']);
    expect(await found('kind=shipment_created')).toEqual(['shipment_created SENT']);
    expect(await found(`orderId=${sent.subject}&status=PENDING`)).toEqual([]);
    const { body } = await notification.get('/mails?status=FAILED');
    expect(body.items[0]).toEqual({
      ...{
        id: await notification.rows<{ id: string }>(`select id from mails where status = 'FAILED'`).then(([row]) => row?.id),
        orderId: dead.subject,
      },
      ...{ kind: 'order_completed', status: 'FAILED', round: 1, reason: 'REFUSED: 550 "no such user"' },
      ...{ orderNumber: dead.data.orderNumber, customerId: 'customer-17', createdAt: notification.clock.now().toISOString() },
    });
    expect(JSON.stringify((await notification.get('/mails')).body)).not.toContain('@');
  });

  test('when parameters are bad, then each is pointed at', async () => {
    const { status, body } = await notification.get('/mails?orderId=1&kind=spam&status=LOST&limit=0&after=x');
    expect(status).toBe(400);
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(
      ['orderId', 'kind', 'status', 'limit', 'after'].map((name) => `/query/${name}`),
    );
    for (const limit of ['201', '1.5', '-1']) expect((await notification.get(`/mails?limit=${limit}`)).status).toBe(400);
  });

  test('when it is not an operator who asks, then nothing is told or done', async () => {
    const { subject } = await refused();
    const id = await idOf(subject);
    const statuses = [await notification.get('/mails', {}), await notification.get(`/mails/${id}`, {}), await notification.resend(id, '', {})];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(await statusOf(subject)).toBe('FAILED');
  });
});

describe('one mail', () => {
  test('when it is looked at, then it reads as it was sent, with its plain text beside it', async () => {
    const event = completed();
    await notification.deliver([event]);
    await notification.work();
    const { status, body } = await notification.get(`/mails/${await idOf(event.subject)}`);
    expect([status, body.status, body.sentAt]).toEqual([200, 'SENT', notification.clock.now().toISOString()]);
    expect(notification.taken(event.subject)).toMatchObject([{ subject: body.subject, html: body.html }]);
    expect(body.text).toContain('2 x MUG-BLUE');
    expect(body.text).not.toContain('<');
  });

  test('when its order number is not known yet, then it can be looked at all the same', async () => {
    const event = shipped();
    await notification.deliver([event]);
    const { status, body } = await notification.get(`/mails/${await idOf(event.subject)}`);
    expect([status, body.orderNumber, body.subject]).toEqual([200, undefined, 'Your order (number not known yet) is on its way']);
  });

  test('when there is none, then it is not found', async () => {
    for (const id of [randomUUID(), 'x']) {
      expect((await notification.get(`/mails/${id}`)).status).toBe(404);
      expect((await notification.resend(id)).status).toBe(404);
    }
  });
});

describe('a resend', () => {
  test('when the mail has failed, then it is sent once more, to the address orders has now', async () => {
    const { subject } = await refused();
    const { status, body } = await notification.resend(await idOf(subject));
    expect([status, body.status, body.round, body.reason]).toEqual([202, 'PENDING', 2, undefined]);
    await notification.work();
    expect(notification.taken(subject)).toMatchObject([{ to: `told+${subject}@example.com` }]);
    expect(await statusOf(subject)).toBe('SENT');
    expect((await notification.intents(subject)).map(({ key }) => key).sort()).toEqual([
      `${subject}:order_completed`,
      `${subject}:order_completed:2`,
    ]);
  });

  test('when two operators ask at the same moment, then it is sent once', async () => {
    const { subject } = await refused();
    const id = await idOf(subject);
    const operators = [notification, notification.other, notification, notification.other];
    const ask = () => Promise.all(operators.map((replica) => replica.resend(id)));
    const answers = await notification.meet(`select 1 from mails where id = '${id}' for update`, 4, ask);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'MAIL_PENDING' });
    while ((await notification.work()) > 0);
    expect(notification.taken(subject)).toHaveLength(1);
  });

  test('when it fails again, then it can be ordered again', async () => {
    const { subject } = await refused();
    notification.dapr.onBinding = () => {
      throw smtpSays('550 "still no such user"');
    };
    await notification.resend(await idOf(subject));
    await notification.work();
    expect(await notification.mails(subject)).toMatchObject([{ status: 'FAILED', round: 2, reason: 'REFUSED: 550 "still no such user"' }]);
    notification.dapr.onBinding = () => undefined;
    expect((await notification.resend(await idOf(subject))).body).toMatchObject({ round: 3 });
    await notification.work();
    expect(await statusOf(subject)).toBe('SENT');
  });

  test('when it was sent or skipped, then only force sends it; on its way, nothing does', async () => {
    const [sent, skipped, pending] = [completed(), completed({}, { time: '2025-01-01T00:00:00.000Z' }), completed()];
    await notification.deliver([sent, skipped]);
    await notification.work();
    await notification.deliver([pending]);
    const refusal = async (orderId: string, query = '') => {
      const { status, body } = await notification.resend(await idOf(orderId), query);
      return `${status} ${body.code}`;
    };
    expect([await refusal(sent.subject), await refusal(skipped.subject), await refusal(pending.subject)]).toEqual([
      '409 MAIL_SENT',
      '409 MAIL_SKIPPED',
      '409 MAIL_PENDING',
    ]);
    expect([await refusal(pending.subject, '?force=true'), await refusal(sent.subject, '?force=1')]).toEqual([
      '409 MAIL_PENDING',
      '400 INVALID_INPUT',
    ]);
    for (const { subject } of [sent, skipped]) expect((await notification.resend(await idOf(subject), '?force=true')).status).toBe(202);
    while ((await notification.work()) > 0);
    expect([notification.taken(sent.subject).length, notification.taken(skipped.subject).length]).toEqual([2, 1]);
  });
});
