import { InvalidInput, PreconditionRequired } from '@sidecart/platform';
import { expectedVersion } from './precondition';

const read = (headers: Readonly<Record<string, string>>) => expectedVersion({ header: (name) => headers[name] });

test('when the headers name versions, then those are expected; weak tags and tags never given out name none', () => {
  expect(read({ 'if-match': '"3"' })).toEqual([3]);
  expect(read({ 'if-match': ' "3", "5" ' })).toEqual([3, 5]);
  expect(read({ 'if-match': '*' })).toBe('any');
  expect(read({ 'if-match': 'W/"3", "abc"' })).toEqual([]);
  expect(read({ 'if-none-match': '*' })).toBe('none');
});

test('when there is no header, or one that cannot be read, then the change is refused', () => {
  expect(() => read({})).toThrow(PreconditionRequired);
  for (const header of ['3', '"3" "4"', '*, "3"']) expect(() => read({ 'if-match': header })).toThrow(InvalidInput);
  expect(() => read({ 'if-none-match': '"3"' })).toThrow(InvalidInput);
  expect(() => read({ 'if-none-match': '*', 'if-match': '"3"' })).toThrow(InvalidInput);
});
