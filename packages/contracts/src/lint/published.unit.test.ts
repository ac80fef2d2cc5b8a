import { lint } from './lint';
import { contract, entry, testFolder, type TestFolder } from './testing/schemas';

const FILE = 'json-schema/orders.order.created/1.0.json';
let folder: TestFolder;

beforeEach(() => {
  folder = testFolder({
    'json-schema/catalog.json': { 'orders.order.created': entry('orders') },
    [FILE]: contract('orders.order.created/1.0'),
    'json-schema/http/orders/patch-order.json': contract('http/orders/patch-order'),
  });
  folder.git('init');
});
afterEach(() => folder.remove());

function publish(): void {
  folder.git('add', '.');
  folder.git('commit', '-m', 'publish');
}

const run = (against?: string) => lint({ paths: [folder.at('json-schema')], ...(against === undefined ? {} : { against }) });
const rules = (against?: string) => run(against).findings.map(({ rule, line }) => `${rule}:${line}`);

test('when a published file is edited, then the first line that differs is found', () => {
  publish();
  folder.write({ [FILE]: contract('orders.order.created/1.0', { title: 'Another' }) });
  expect(rules()).toEqual(['PUBLISHED_FILE_EDITED:4']);
  expect(run().exitCode).toBe(1);
});

test('when lines are only added at the end of a published file, then that is an edit too', () => {
  publish();
  folder.write({ [FILE]: `${JSON.stringify(contract('orders.order.created/1.0'), null, 2)}\n\n` });
  expect(rules()).toHaveLength(1);
});

test('when only line ends differ, or what has no version is edited, or a version is new, then nothing is found', () => {
  publish();
  folder.write({
    [FILE]: `${JSON.stringify(contract('orders.order.created/1.0'), null, 2)}\n`.replaceAll('\n', '\r\n'),
    'json-schema/http/orders/patch-order.json': contract('http/orders/patch-order', { title: 'Another' }),
    'json-schema/orders.order.created/1.1.json': contract('orders.order.created/1.1'),
  });
  expect(rules()).toEqual([]);
});

test('when a branch has left main, then what was committed on it is not published yet', () => {
  publish();
  folder.git('checkout', '-b', 'change');
  const added = 'json-schema/orders.order.created/1.1.json';
  folder.write({ [added]: contract('orders.order.created/1.1') });
  publish();
  folder.write({ [added]: contract('orders.order.created/1.1', { title: 'Another' }) });
  expect(rules()).toEqual([]);
  expect(run().notes[0]).toMatch(/compared with main \(/);
  expect(rules('change')).toEqual(['PUBLISHED_FILE_EDITED:4']);
});

test('when the folder of schemas is the repository itself, then it is compared all the same', () => {
  const whole = testFolder({
    'catalog.json': { 'orders.order.created': entry('orders') },
    'orders.order.created/1.0.json': contract('orders.order.created/1.0'),
  });
  whole.git('init');
  whole.git('add', '.');
  whole.git('commit', '-m', 'publish');
  whole.write({ 'orders.order.created/1.0.json': contract('orders.order.created/1.0', { title: 'Another' }) });
  expect(lint({ paths: [whole.path] }).findings.map(({ rule }) => rule)).toEqual(['PUBLISHED_FILE_EDITED']);
  whole.remove();
});

test('when there is no commit yet, then it says that nothing was compared', () => {
  expect(run().notes).toEqual(['published files were not compared: there is no commit yet']);
});

test('when a revision is asked for that is not there, then it throws', () => {
  publish();
  expect(() => run('v9')).toThrow(/"v9" is not in this repository/);
});
