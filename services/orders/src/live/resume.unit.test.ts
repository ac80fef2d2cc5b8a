import fc from 'fast-check';
import { resumeAfter, versionOf } from './resume';

test('when an id is a version the order has had, then a client goes on after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.nat({ max: 1_000 }), (seen, more) => {
      expect(resumeAfter(String(seen), seen + more)).toBe(seen);
    }),
  );
});

test('when an id is of a version still to come, then the client begins anew', () => {
  expect(resumeAfter('8', 7)).toBeUndefined();
});

test('when an id is no version, then the client begins anew', () => {
  const notOurs = fc.string().filter((text) => !/^[1-9]\d{0,8}$/.test(text));
  fc.assert(fc.property(notOurs, (text) => expect(resumeAfter(text, 999_999_999)).toBeUndefined()));
  for (const text of [undefined, '', '0', '01', '1 ', '+1', '1e1', '٣', '1000000000']) expect(versionOf(text)).toBeUndefined();
});
