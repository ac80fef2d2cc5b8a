import { faultListContract } from './fault-contract.js';

const pointers = (...faults: unknown[]) => faultListContract.validate({ faults }).map(({ pointer }) => pointer);
const rule = (over: object = {}) => ({ operation: 'charge', effect: 'slow', ...over });

test('when a list is well formed, then nothing is wrong with it', () => {
  expect(pointers()).toEqual([]);
  expect(
    pointers(rule(), rule({ delayMs: 60_000, share: 0.5, until: '2026-01-01T12:00:00+02:00' }), rule({ effect: 'fail', orderId: 'o1' })),
  ).toEqual([]);
});

test.each([
  ['no operation', { effect: 'fail' }, '/faults/1/operation'],
  ['an unknown effect', rule({ effect: 'explode' }), '/faults/1/effect'],
  ['too long a delay', rule({ delayMs: 60_001 }), '/faults/1/delayMs'],
  ['a delay that is not slow', rule({ effect: 'fail', delayMs: 1 }), '/faults/1/delayMs'],
  ['a share above 1', rule({ share: 1.1 }), '/faults/1/share'],
  ['a share and an order', rule({ share: 1, orderId: 'o1' }), '/faults/1/share'],
  ['a date without a zone', rule({ until: '2026-01-01T12:00:00' }), '/faults/1/until'],
  ['an unknown member', rule({ delay: 1 }), '/faults/1'],
])('when a rule has %s, then its pointer is named', (_what, bad, pointer) => {
  expect(pointers(rule(), bad)).toEqual([pointer]);
});

test.each([
  [undefined, ''],
  [[], ''],
  [{}, '/faults'],
  [{ faults: 'all' }, '/faults'],
])('when the body is %j, then %j is named', (body, pointer) => {
  expect(faultListContract.validate(body).map((violation) => violation.pointer)).toEqual([pointer]);
});
