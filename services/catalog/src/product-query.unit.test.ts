import { InvalidInput } from '@sidecart/platform';
import { readProductQuery } from './product-query';

test('when nothing is asked for, or nothing in it, then it is the first page of all', () => {
  const all = { limit: 50, after: undefined, category: undefined, words: [] };
  expect(readProductQuery({})).toEqual(all);
  expect(readProductQuery({ q: ' ', category: '', after: '', limit: '' })).toEqual(all);
});

test('when words are asked for, then each by itself', () => {
  expect(readProductQuery({ q: ' green  tea ', category: ' Tea ', after: 'A', limit: '200' })).toEqual({
    ...{ limit: 200, after: 'A', category: 'Tea', words: ['green', 'tea'] },
  });
});

test('when parameters are bad, then each is named', () => {
  const bad = { limit: '201', after: '-', category: 'x'.repeat(201), q: 'a\0b' };
  expect(() => readProductQuery(bad)).toThrow(InvalidInput);
  try {
    readProductQuery(bad);
  } catch (error) {
    const pointers = (error as InvalidInput).violations.map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/query/limit', '/query/after', '/query/category', '/query/q']);
  }
  for (const limit of ['0', '1.5', '-1', 'ten']) expect(() => readProductQuery({ limit })).toThrow(InvalidInput);
});
