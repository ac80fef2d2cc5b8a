import { cyclesOf } from './cycles';
import { lint } from './lint';
import { contract, entry, testFolder, type TestFolder } from './testing/schemas';
import { readTopology } from './topology';

const IMPORT = "import { topics } from '@sidecart/contracts';\n";
const TOPICS = ['orders.order.created', 'payment.payment.completed', 'payment.payment.failed'];
let folder: TestFolder;

beforeEach(() => {
  folder = testFolder({
    'json-schema/catalog.json': Object.fromEntries(TOPICS.map((topic) => [topic, entry(topic.split('.')[0] ?? '')])),
    ...Object.fromEntries(TOPICS.map((topic) => [`json-schema/${topic}/1.0.json`, contract(`${topic}/1.0`)])),
    'json-schema/orders.order.created/2.0.json': contract('orders.order.created/2.0'),
    'services/orders/src/subscriptions.ts': `${IMPORT}export const all = [on(topics.paymentPaymentCompleted, f), on(topics['paymentPaymentFailed'], f)];`,
    'services/orders/src/publish.ts': `import { topics as known } from '@sidecart/contracts';\npublish(tx, { topic: known.ordersOrderCreatedV2 });`,
    'services/payment/src/subscriptions.ts': `${IMPORT}export const all = [on(topics.ordersOrderCreated, f)];`,
    'services/payment/src/facts.ts': `${IMPORT}const { paymentPaymentCompleted, paymentPaymentFailed: failed } = topics;`,
    'services/audit/src/subscriptions.ts': `${IMPORT}export const all = Object.values(topics).map((topic) => on(topic, f));`,
  });
});
afterEach(() => folder.remove());

const rules = () => lint({ paths: [folder.at('json-schema')] }).findings;

test('when the sources are read, then subscriptions say who consumes and values who publishes', () => {
  const { producers, consumers } = readTopology(folder.path);
  expect(Object.fromEntries(producers)).toEqual({
    'orders.order.created': ['orders'],
    'payment.payment.completed': ['payment'],
    'payment.payment.failed': ['payment'],
  });
  expect(Object.fromEntries(consumers)).toEqual({
    'orders.order.created': ['audit', 'payment'],
    'payment.payment.completed': ['audit', 'orders'],
    'payment.payment.failed': ['audit', 'orders'],
  });
});

test('when a topic is only asked about, named in a test or like a metric, then nobody publishes it', () => {
  folder.write({
    'services/audit/src/ask.ts': `${IMPORT}if (event.type === topics.ordersOrderCreated.name) log('orders.order.created');\nmeter.createCounter('audit.events.taken');`,
    'services/audit/src/ask.unit.test.ts': `${IMPORT}publish({ topic: topics.ordersOrderCreated, x: 'audit.no.topic' });`,
    'services/audit/src/testing/x.ts': `publish({ topic: 'audit.no.topic' });`,
  });
  expect(readTopology(folder.path).producers.get('orders.order.created')).toEqual(['orders']);
  expect(rules().filter(({ rule }) => rule === 'TOPIC_WITHOUT_CONTRACT')).toEqual([]);
});

test('when there are no services, then there is nothing to read', () => {
  const { producers, consumers, uses } = readTopology(folder.at('json-schema'));
  expect([producers.size, consumers.size, uses]).toEqual([0, 0, []]);
});

test('when code names a topic without a contract, as a text or as a constant, then it is found where it stands', () => {
  folder.write({
    'services/orders/src/more.ts': `${IMPORT}publish({\n  topic: 'orders.order.lost' });\npublish({ topic: topics.ordersOrderFound });`,
  });
  const found = rules().filter(({ rule }) => rule === 'TOPIC_WITHOUT_CONTRACT');
  expect(found.map(({ file, line, column, message }) => [file, line, column, message])).toEqual([
    [folder.at('services/orders/src/more.ts'), 3, 10, 'the service orders names orders.order.lost, which has no contract'],
    [folder.at('services/orders/src/more.ts'), 4, 18, 'the service orders names topics.ordersOrderFound, which has no contract'],
  ]);
});

test('when events may lead back to themselves, then it is a warning where the first is subscribed to', () => {
  const result = lint({ paths: [folder.at('json-schema')] });
  expect(result.exitCode).toBe(0);
  expect(result.findings).toMatchObject([
    { rule: 'TOPIC_CYCLE', level: 'warning', file: folder.at('services/payment/src/subscriptions.ts'), line: 2, column: 24 },
  ]);
  expect(result.findings[0]?.message).toBe(
    'events may lead back to themselves: orders.order.created → payment → payment.payment.completed → orders → orders.order.created',
  );
});

describe('cycles', () => {
  const graph = (producers: Record<string, string[]>, consumers: Record<string, string[]>) =>
    cyclesOf({ producers: new Map(Object.entries(producers)), consumers: new Map(Object.entries(consumers)) }).map((cycle) =>
      cycle.map(({ topic, service }) => `${topic}>${service}`).join(' '),
    );

  test('when a service hears its own topic, then that is a cycle of one', () => {
    expect(graph({ a: ['x'] }, { a: ['x'] })).toEqual(['a>x']);
  });

  test('when topics only lead on, then there is none', () => {
    expect(graph({ a: ['x'], b: ['y'], c: ['z'] }, { a: ['y'], b: ['z'] })).toEqual([]);
  });

  test('when two groups go round, then each is told once, by its shortest way', () => {
    const producers = { a: ['x'], b: ['y'], c: ['z'], d: ['u'], e: ['v'] };
    const consumers = { a: ['y'], b: ['x', 'z'], c: ['x'], d: ['v'], e: ['u'] };
    expect(graph(producers, consumers)).toEqual(['a>y b>x', 'd>v e>u']);
  });

  test('when a topic leads into a cycle without being part of it, then the cycle is told and not the way in', () => {
    expect(graph({ a: ['w'], b: ['x'], c: ['y'] }, { a: ['x'], b: ['y'], c: ['x'] })).toEqual(['b>y c>x']);
  });
});
