import { bodyHash } from './body-hash';

test('when two bodies differ only in the order of their members, then they hash the same', () => {
  expect(bodyHash({ a: 1, b: { c: 2, d: [1, 2] } })).toBe(bodyHash({ b: { d: [1, 2], c: 2 }, a: 1 }));
});

test('when two bodies differ, then they hash differently', () => {
  expect(bodyHash({ cardToken: 'tok_ok' })).not.toBe(bodyHash({ cardToken: 'tok_declined' }));
  expect(bodyHash({ a: [1, 2] })).not.toBe(bodyHash({ a: [2, 1] }));
});
