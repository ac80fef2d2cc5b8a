import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsIn } from './faults';
import { topologyOf } from '../review/topology';
import { driftOf, generate, writeGenerated } from './generate';
import { readSources, type CatalogEntry, type Schema, type SchemaFile, type Sources } from './sources';

// The type compiler loads prettier, which imports ES modules as Jest here cannot; the generator formats nothing with it.
jest.mock('prettier', () => ({}));

const repository = join(__dirname, '../../../..');
const sources = readSources(join(repository, 'json-schema'));
const topology = topologyOf(repository, 'json-schema', []);
const nobody = { producers: new Map<string, readonly string[]>(), consumers: new Map<string, readonly string[]>() };
const generatedDirectory = join(__dirname, '../generated');
const envelope = sources.files.find((file) => file.kind === 'envelope') as SchemaFile;
const models = sources.files.filter((file) => file.kind === 'model');
const entry: CatalogEntry = {
  owner: 'shop',
  key: '/id',
  retentionDays: 30,
  compatibility: 'FULL_TRANSITIVE',
  description: 'A door was opened.',
};

function doorFile(version: string, change: Partial<Schema> = {}): SchemaFile {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const path = `shop.door.opened/${version}`;
  const id = `https://schemas.sidecart.dev/${path}`;
  const schema: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: 'Door opened',
    description: 'A door was opened.',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', description: `Name of the door, ${version}.` } },
    examples: [{ id: 'front' }],
    ...change,
  };
  return { path, id, kind: 'topic', name: 'shop.door.opened', major, minor, schema };
}

function shop(...files: readonly SchemaFile[]): Sources {
  return { catalog: { 'shop.door.opened': entry }, files: [envelope, ...models, ...files] };
}

test('when the committed files are compared with the schemas, then none has drifted', async () => {
  expect(driftOf(await generate(sources, topology), generatedDirectory)).toEqual([]);
});

test('when it is generated twice, then every byte is the same and the first line says it is generated', async () => {
  const [first, second] = [await generate(sources, topology), await generate(sources, topology)];
  expect([...first]).toEqual([...second]);
  for (const content of first.values()) expect(content.split('\n')[0]).toMatch(/^(\/\/|#|\{ "\$comment": ") ?Generated from json-schema\//);
});

test('when a file is changed, missing or left over, then it is named as drift, and writing cures it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'contracts-'));
  try {
    const files = await generate(shop(doorFile('1.0')), nobody);
    writeGenerated(files, directory);
    expect(driftOf(files, directory)).toEqual([]);
    writeFileSync(join(directory, 'topics.ts'), 'edited');
    writeFileSync(join(directory, 'old.ts'), '');
    rmSync(join(directory, 'bodies.ts'));
    expect(driftOf(files, directory)).toEqual(['bodies.ts', 'old.ts', 'topics.ts']);
    writeGenerated(files, directory);
    expect(driftOf(files, directory)).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('when a topic has several versions, then there is one type a major, that of its newest minor', async () => {
  const files = await generate(shop(doorFile('1.0'), doorFile('1.1'), doorFile('2.0')), nobody);
  const types = files.get('types.ts') ?? '';
  expect(types.match(/export interface ShopDoorOpened\w* /g)).toHaveLength(2);
  expect(types).toContain('Name of the door, 1.1.');
  expect(types).not.toContain('Name of the door, 1.0.');
  expect(files.get('topics.ts')).toContain("shopDoorOpenedV2: { name: 'shop.door.opened', major: 2 }");
});

test('when a shared model is referred to, then its type is declared once and used by name', async () => {
  const types = (await generate(sources, topology)).get('types.ts') ?? '';
  expect(types.match(/export interface Order \{/g)).toHaveLength(1);
  expect(types).toMatch(/interface CheckoutOrderCompleted \{[^}]*\n {2}order: Order\n/);
});

test.each<[string, Sources, string]>([
  ['a policy is unheard of', { ...shop(doorFile('1.0')), catalog: { 'shop.door.opened': { ...entry, policy: 'lax' } } }, 'policy is neither'],
  ['an $id does not match its path', shop(doorFile('1.0', { $id: 'https://example.com' })), '$id is not'],
  ['a topic is closed', shop(doorFile('1.0', { additionalProperties: false })), 'must stay open'],
  ['there is no example', shop(doorFile('1.0', { examples: [] })), 'no examples'],
  ['an example is wrong', shop(doorFile('1.0', { examples: [{ id: 7 }] })), 'example 1: data/id must be string'],
  ['a property is not described', shop(doorFile('1.0', { properties: { id: {} } })), '/id has no description'],
  ['the catalog does not list a topic', { ...shop(doorFile('1.0')), catalog: {} }, 'is not listed'],
  ['the catalog lists a topic without schema', shop(), 'has no schema'],
  [
    'the owner is not the first part of the topic',
    { ...shop(doorFile('1.0')), catalog: { 'shop.door.opened': { ...entry, owner: 'orders' } } },
    'does not start with its owner',
  ],
])('when %s, then nothing is generated and the fault is named', async (_when, faulty, fault) => {
  expect(faultsIn(faulty).join('\n')).toContain(fault);
  await expect(generate(faulty, nobody)).rejects.toThrow(fault);
});

test('when a keyword is misspelt, then nothing is generated', async () => {
  await expect(generate(shop(doorFile('1.0', { requierd: ['id'] })), nobody)).rejects.toThrow('requierd');
});
