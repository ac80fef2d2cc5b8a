import { replayBody } from './replay-body';

const pointers = (body: unknown) => replayBody.validate(body).map(({ pointer }) => pointer);

test('when all is said or only the consumer, then nothing is wrong', () => {
  expect(pointers({ consumer: 'loyalty' })).toEqual([]);
  const full = { topics: ['orders.order.completed'], orderId: 'o', correlationId: 'c', subject: 's', from: '2026-01-01', to: '2026-01-02T00:00:00Z' };
  expect(pointers({ consumer: 'loyalty', ...full, dryRun: true })).toEqual([]);
});

test.each([
  ['nothing', undefined, ''],
  ['no consumer', {}, '/consumer'],
  ['a consumer that is a path', { consumer: '../x' }, '/consumer'],
  ['no topics at all', { consumer: 'x', topics: [] }, '/topics'],
  ['a topic that is none', { consumer: 'x', topics: ['a.b.c', 'a b'] }, '/topics/1'],
  ['a day that does not exist', { consumer: 'x', from: '2026-02-30' }, '/from'],
  ['a time of a zone', { consumer: 'x', to: '2026-01-01T00:00:00+01:00' }, '/to'],
  ['an unknown member', { consumer: 'x', topic: 'a.b.c' }, ''],
])('when there is %s, then it is pointed at', (_what, body, pointer) => {
  expect(pointers(body)).toEqual([pointer]);
});
