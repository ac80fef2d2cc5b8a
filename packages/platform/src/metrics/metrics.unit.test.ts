import { metricValue } from '../testing/index.js';
import { createMetrics } from './metrics.js';

const help = 'for the test';

test('when two services live in one process, then each counts its own, under its own name', async () => {
  const [one, other] = [createMetrics('one'), createMetrics('other')];
  const [counter] = [one, other].map((metrics) => metrics.counter({ name: 'things_total', help, labels: ['kind'] }));
  counter?.inc({ kind: 'a' }, 2);
  expect(await one.text()).toContain('things_total{kind="a",service="one"} 2');
  expect(await metricValue(other, 'things_total')).toBeUndefined();
});

test('when a gauge is read, then it has what is there now, and labels that are gone have no value any more', async () => {
  const metrics = createMetrics('tests');
  let kinds = ['a', 'b'];
  metrics.reading({ name: 'things', help, labels: ['kind'] }, () => kinds.map((kind, value) => ({ labels: { kind }, value })));
  expect(await metricValue(metrics, 'things', { kind: 'b' })).toBe(1);
  kinds = ['a'];
  expect([await metricValue(metrics, 'things', { kind: 'a' }), await metricValue(metrics, 'things', { kind: 'b' })]).toEqual([0, undefined]);
});

test('when two scrapes come at the same moment, then several gauges cost one read', async () => {
  const metrics = createMetrics('tests');
  let reads = 0;
  const names = ['first', 'second'].map((name) => ({ name, help }));
  metrics.readings('both', names, async () => ({ first: [{ value: (reads += 1) }], second: [{ value: reads * 10 }] }));
  const [one, other] = await Promise.all([metrics.text(), metrics.text()]);
  expect(one).toBe(other);
  expect([await metricValue(metrics, 'first'), await metricValue(metrics, 'second'), reads]).toEqual([2, 30, 3]);
});

describe('when a read fails', () => {
  const failing = [
    ['rejects', () => Promise.reject(new Error('database away'))],
    ['finds what is no number', () => [{ value: 7n as unknown as number }]],
    ['finds a label that was not declared', () => [{ labels: { made: 'up' }, value: 1 }]],
  ] as const;

  test.each(failing)(
    'because it %s, then its gauge has no value instead of 0, all else is there, and the same scrape counts it',
    async (_why, read) => {
      const metrics = createMetrics('tests');
      metrics.counter({ name: 'things_total', help }).inc(3);
      metrics.reading({ name: 'good', help }, () => [{ value: 5 }]);
      let fails = false;
      metrics.reading({ name: 'bad', help }, () => (fails ? (read() as never) : [{ value: 4 }]));
      expect(await metricValue(metrics, 'bad')).toBe(4);
      fails = true;
      const text = await metrics.text();
      expect(text).toContain('scrape_errors_total{what="bad",service="tests"} 1');
      expect(text).toContain('scrape_errors_total{what="good",service="tests"} 0');
      expect(text).toContain('things_total{service="tests"} 3');
      expect(text).toContain('good{service="tests"} 5');
      expect(text).not.toMatch(/^bad\{/m);
    },
  );
});

test('when the process is added, then its CPU, memory, event loop and garbage collection are there', async () => {
  const metrics = createMetrics('tests');
  metrics.addProcess();
  const names = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes'];
  for (const name of names) expect([name, await metricValue(metrics, name)]).toEqual([name, expect.any(Number)]);
  expect(await metrics.text()).toContain('# TYPE nodejs_gc_duration_seconds histogram');
});
