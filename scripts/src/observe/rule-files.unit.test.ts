import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hurryRules, metricsIn, readRules } from './rule-files.js';

describe('the metrics of an expression', () => {
  it.each([
    ['up', ['up']],
    ['sum by (le, service) (rate(x_bucket{topic="a.b", status!~"2.."}[5m])) > 0.1', ['x_bucket']],
    ['a / on (service) group_left (kind) b * 1e3 unless absent(c{x="offset"})', ['a', 'b', 'c']],
    ['x - x offset 15m > 30 * 86400', ['x']],
    ['label_replace(max by (group) (lag), "service", "$1", "group", "(.*)") > 10000', ['lag']],
    ['histogram_quantile(0.99, job:latency:rate5m) and on() vector(1)', ['job:latency:rate5m']],
    ['{__name__=~"node_.*"}', []],
  ])('when it is %s, then they are %j', (expr, names) => {
    expect(metricsIn(expr)).toEqual(names);
  });
});

describe('rules for a test', () => {
  it('when they are hurried, then their times are shorter and their limits the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidecart-rules-'));
    const rule = { alert: 'Slow', expr: 'rate(x[15m]) - rate(x[1h] offset 5m) > 900', for: '2m', labels: { severity: 'page' } };
    writeFileSync(join(folder, 'a.yaml'), JSON.stringify({ groups: [{ name: 'g', rules: [rule, { record: 'r', expr: 'y' }] }] }));
    const hurried = join(folder, 'hurried');
    hurryRules(folder, hurried, 15);
    expect(readRules(hurried)).toEqual([
      { ...rule, expr: 'rate(x[60000ms]) - rate(x[240000ms] offset 20000ms) > 900', for: '8000ms' },
      { record: 'r', expr: 'y' },
    ]);
    rmSync(folder, { recursive: true });
  });
});
