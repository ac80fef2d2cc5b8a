import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { join } from 'node:path';
import { parse } from 'yaml';
import { topologyOf } from '../review/topology';
import { emitAsyncApi } from './asyncapi';
import { readSources } from './sources';

const repository = join(__dirname, '../../../..');
const sources = readSources(join(repository, 'json-schema'));
const topology = topologyOf(repository, 'json-schema', []);

interface Document {
  asyncapi: string;
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { payload: object; examples: { payload: object }[] }>; schemas: Record<string, object> };
}
const document = parse(emitAsyncApi(sources, topology)) as Document;

function referencesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value)));
}

function lookUp(reference: string): unknown {
  const path = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
}

test('when the document is written, then every topic is a channel and every version a message of it', () => {
  expect(document.asyncapi).toBe('3.0.0');
  expect(Object.keys(document.channels)).toEqual(Object.keys(sources.catalog).sort());
  expect(Object.keys(document.channels['checkout.cart.updated']!.messages)).toEqual(['checkout.cart.updated.1.0', 'checkout.cart.updated.1.1']);
});

test('when a reference stands in the document, then it leads somewhere in it', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((reference) => lookUp(reference) === undefined)).toEqual([]);
});

test('when a service publishes, then it sends the newest version; when it consumes, then it takes all', () => {
  const sent = document.operations['checkout.publishes.checkout.cart.updated'];
  expect(sent).toMatchObject({ action: 'send', messages: [{ $ref: '#/channels/checkout.cart.updated/messages/checkout.cart.updated.1.1' }] });
  expect(document.operations['orders.consumes.checkout.order.completed']?.action).toBe('receive');
});

test('when an example of a message is an event, then the payload of that message accepts it, and no other topic does', () => {
  const ajv = addFormats(new Ajv2020({ strict: false }));
  ajv.addSchema({ $id: 'document:', components: document.components });
  for (const [name, { examples }] of Object.entries(document.components.messages)) {
    const validate = ajv.compile({ $ref: `document:#/components/messages/${name}/payload` });
    const other = ajv.compile({
      $ref: `document:#/components/messages/${name === 'orders.order.recorded.1.0' ? 'checkout.order.completed.1.0' : 'orders.order.recorded.1.0'}/payload`,
    });
    expect(examples.length).toBeGreaterThan(0);
    for (const { payload } of examples) expect([validate(payload), other(payload)]).toEqual([true, false]);
  }
});
