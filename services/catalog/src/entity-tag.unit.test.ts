import { InvalidInput, PreconditionRequired } from '@sidecart/platform';
import { mug } from './domain/example-product';
import { etagOf, expectedVersion } from './entity-tag';

const headers = (given: Readonly<Record<string, string>>) => ({ header: (name: string) => given[name] });

test('when what is told, the price or the stock has another version, then the tag is another', () => {
  expect(etagOf(mug)).toBe('"3-2-17"');
  expect(etagOf({ ...mug, price: null, stock: null })).toBe('"3-0-0"');
});

test('when a change names tags, then only what was told counts; weak tags and tags never given out name none', () => {
  const read = (ifMatch: string) => expectedVersion(headers({ 'if-match': ifMatch }));
  expect(read('"3-2-17"')).toEqual([3]);
  expect(read(' "3-0-0", "5-1-1" ')).toEqual([3, 5]);
  expect(read('*')).toBe('any');
  expect(read('W/"3-2-17", "3", "abc"')).toEqual([]);
  expect(expectedVersion(headers({ 'if-none-match': '*' }))).toBe('none');
});

test('when there is no header, or one that cannot be read, then the change is refused', () => {
  expect(() => expectedVersion(headers({}))).toThrow(PreconditionRequired);
  for (const header of ['3', '"3-2-17" "4"', '*, "3-2-17"']) expect(() => expectedVersion(headers({ 'if-match': header }))).toThrow(InvalidInput);
  expect(() => expectedVersion(headers({ 'if-none-match': '"3-2-17"' }))).toThrow(InvalidInput);
  expect(() => expectedVersion(headers({ 'if-none-match': '*', 'if-match': '"3-2-17"' }))).toThrow(InvalidInput);
});
