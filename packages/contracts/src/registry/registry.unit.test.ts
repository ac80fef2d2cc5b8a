import { join } from 'node:path';
import { readSources } from '../generate/sources';
import { registry, topics } from '../index';
import { createRegistry } from './create-registry';
import { escapePointer, resolvePointer } from './pointer';

const { files } = readSources(join(__dirname, '../../../../json-schema'));
const BASE = 'https://schemas.sidecart.dev/';
const COMPLETED = 'checkout.order.completed';
const exampleOf = (topic: string) => files.find(({ path }) => path === `${topic}/1.0`)?.schema.examples?.[0];

describe('versions', () => {
  const accepts = Object.assign(() => true, {});
  const contracts = ['1.0', '1.10', '1.9', '2.0'].map((version) => ({
    version,
    id: `${BASE}a.b.c/${version}`,
    validator: accepts,
  }));
  const several = createRegistry(accepts, [{ name: 'a.b.c', owner: 'a', key: '/id', contracts }]);

  test('when the version is known, then its own contract judges it', () => {
    expect(several.forDataSchema('a.b.c', `${BASE}a.b.c/1.9`)?.version).toBe('1.9');
  });

  test('when the minor is unknown, then the newest of its major judges it', () => {
    expect(several.forDataSchema('a.b.c', `${BASE}a.b.c/1.11`)?.version).toBe('1.10');
    expect(several.forDataSchema('a.b.c', `${BASE}a.b.c/2.7`)?.version).toBe('2.0');
    expect(registry.forDataSchema(COMPLETED, `${BASE}${COMPLETED}/1.7`)?.version).toBe('1.1');
  });

  test.each([
    ['the major is unknown', 'a.b.c', `${BASE}a.b.c/3.0`],
    ['the topic is unknown', 'a.b.d', `${BASE}a.b.d/1.0`],
    ['the schema is that of another topic', 'a.b.c', `${BASE}a.b.d/1.0`],
    ['the schema is from elsewhere', 'a.b.c', 'https://example.com/a.b.c/1.0'],
    ['the version is no version', 'a.b.c', `${BASE}a.b.c/1.x`],
  ])('when %s, then there is no contract', (_when, topic, dataschema) => {
    expect(several.forDataSchema(topic, dataschema)).toBeUndefined();
  });

  test('when the newest of a major is asked for, then minors count as numbers', () => {
    expect(several.newest('a.b.c', 1)?.version).toBe('1.10');
    expect(several.newest('a.b.c', 3)).toBeUndefined();
  });
});

describe('topics', () => {
  test('when an example of a topic is looked into, then its partition key is found', () => {
    for (const name of registry.topicNames()) expect(registry.partitionKey(name, exampleOf(name))).toMatch(/./);
    expect(registry.partitionKey(COMPLETED, exampleOf(COMPLETED))).toBe('0191d1f4-8c3a-7b11-9d6e-000000000001');
  });

  test('when there is no key to be found, then it is undefined', () => {
    expect(registry.partitionKey(COMPLETED, { order: null })).toBeUndefined();
    expect(registry.partitionKey('no.such.topic', exampleOf(COMPLETED))).toBeUndefined();
  });

  test('when topics are listed, then each constant names one of them, with a contract and an owner', () => {
    expect(
      Object.values(topics)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...registry.topicNames()]);
    for (const { name, major } of Object.values(topics)) {
      expect(registry.newest(name, major)?.topic).toBe(name);
      expect(registry.ownerOf(name)).toBe(name.split('.')[0]);
    }
    expect(registry.ownerOf('no.such.topic')).toBeUndefined();
  });
});

test('when a pointer holds escaped names, then they are resolved, own properties only', () => {
  expect(resolvePointer({ 'a/b~': { c: 1 } }, `/${escapePointer('a/b~')}/c`)).toBe(1);
  expect(resolvePointer({}, '/constructor')).toBeUndefined();
  expect(resolvePointer([1], '')).toEqual([1]);
});
