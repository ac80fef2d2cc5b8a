import { InvalidInput, PreconditionRequired } from '@sidecart/platform';
import { expectedVersion } from './precondition';

const read = (ifMatch?: string, ifNoneMatch?: string) => expectedVersion({ ifMatch, ifNoneMatch });

test('when the headers name versions, then those are expected; tags never given out name none', () => {
  expect(read('"3"')).toEqual([3]);
  expect(read(' "3", "5" ')).toEqual([3, 5]);
  expect(read('*')).toBe('any');
  expect(read('W/"3", "abc"')).toEqual([]);
  expect(read(undefined, '*')).toBe('none');
});

test('when there is no header, or one that cannot be read, then the change is refused', () => {
  expect(() => read()).toThrow(PreconditionRequired);
  for (const header of ['3', '"3" "4"', '*, "3"']) expect(() => read(header)).toThrow(InvalidInput);
  expect(() => read(undefined, '"3"')).toThrow(InvalidInput);
  expect(() => read('"3"', '*')).toThrow(InvalidInput);
});
