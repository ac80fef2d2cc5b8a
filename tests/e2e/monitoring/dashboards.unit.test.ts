import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createExposition } from '../../../exporters/stream-lag/src/exposition.js';
import { createMetrics } from '../../../packages/platform/src/metrics/metrics.js';
import { metricsIn, readRules } from '../../../scripts/src/observe/rule-files.js';
import { projectRoot } from '../../../scripts/src/stack/index.js';
import { dashboards, panelsOf, queryOf, type Panel } from './dashboards.js';

/** Grafana's names of what the panels show: a name it does not know is shown as a suffix. */
const UNITS = ['none', 'short', 's', 'bytes', 'percent', 'percentunit', 'cpm', 'cps', 'eps', 'reqps'];
const each = dashboards.map((dashboard) => [dashboard.file, dashboard] as const);
const exprsOf = (panel: Panel): string[] => (panel.targets ?? []).map(({ expr }) => expr);
const limitOf = (panel: Panel): number | undefined => panel.fieldConfig?.defaults.thresholds?.steps[1]?.value ?? undefined;

test('when the dashboards are counted, then there are three, each under a name of its own', () => {
  expect(dashboards.map(({ file, uid }) => `${file} ${uid}`).sort()).toEqual([
    'events.json sidecart-events',
    'orders.json sidecart-orders',
    'service.json sidecart-service',
  ]);
});

describe.each(each)('%s', (_file, dashboard) => {
  const panels = panelsOf(dashboard);

  test('when a panel is shown, then it has a title, a description, a unit, a source that can be chosen, and a query with a legend', () => {
    for (const panel of panels) {
      expect(panel.description).toMatch(/^[A-Z].+\.$/);
      expect(UNITS).toContain(panel.fieldConfig?.defaults.unit);
      expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(panel.targets?.map(({ refId }) => refId)).toEqual(['A', 'B', 'C'].slice(0, panel.targets?.length));
      expect(panel.targets?.length).toBeGreaterThan(0);
      for (const { legendFormat } of panel.targets ?? []) expect(legendFormat).not.toBe('');
    }
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  });

  test('when panels are laid out, then ids and titles are unique within it, nothing overlaps, and nothing sticks out', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ title, gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => ({ title, column: x + (index % w), line: y + Math.floor(index / w) })),
    );
    expect(cells.filter(({ column }) => column < 0 || column >= 24)).toEqual([]);
    const taken = new Map<string, string>();
    const overlaps = cells.filter(({ title, column, line }) => {
      const other = taken.get(`${column}/${line}`);
      taken.set(`${column}/${line}`, title);
      return other !== undefined;
    });
    expect(overlaps).toEqual([]);
  });

  test('when a query names a variable, then it is one of the dashboard or of Grafana, and each of the dashboard is used', () => {
    const declared = dashboard.templating.list.map(({ name }) => name).filter((name) => name !== 'datasource');
    const text = panels.flatMap(exprsOf).join('\n');
    const used = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
    expect([...used].filter((name) => name !== '__rate_interval').sort()).toEqual([...declared].sort());
  });

  test('when a panel has a limit, then it is the one of the alert that its description names', () => {
    const rules = readRules(join(projectRoot, 'monitoring', 'rules'));
    for (const panel of panels) {
      const alert = / Alert: (\w+)\.$/.exec(panel.description ?? '')?.[1];
      const limit = limitOf(panel);
      expect([panel.title, alert === undefined]).toEqual([panel.title, limit === undefined]);
      if (alert === undefined) continue;
      const expr = rules.find((rule) => rule.alert === alert)?.expr ?? '';
      // Of whole things, more than none is one.
      const limits = [...expr.matchAll(/> ([\d.]+)(?!\d)(?!\))/g)].map(([, number]) => (number === '0' ? 1 : Number(number)));
      expect([panel.title, limits]).toEqual([panel.title, expect.arrayContaining([limit])]);
      // And it is about the same thing.
      const shared = panel.targets
        ?.flatMap((target) => metricsIn(queryOf(target.expr, 'x')))
        .filter((name) => expr.includes(name.replace(/_(count|sum|bucket)$/, '')));
      expect([panel.title, shared?.length]).not.toEqual([panel.title, 0]);
    }
  });
});

/** The names of the metrics that code of these folders declares. */
function declaredIn(...folders: readonly string[]): string[] {
  const sources = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(^|\/)src\/.*\.ts$/.test(name) && !name.includes('.test.') && !name.includes('node_modules'))
      .map((name) => readFileSync(join(projectRoot, folder, name), 'utf8')),
  );
  return sources.flatMap((source) => [...source.matchAll(/\bname: '([a-z]+_[a-z0-9_]+)'/g)].map(([, name = '']) => name));
}

const namesIn = (page: string): string[] => [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

test('when a query names a metric, then a service, the exporter or the runtime declares it, or it is of daprd', async () => {
  const metrics = createMetrics('any');
  metrics.addProcess();
  const pages = [await metrics.text(), await createExposition().render({ streams: [], groups: [], leftOut: 0 }, 0)];
  const known = new Set([...declaredIn('packages/platform', 'services'), ...pages.flatMap(namesIn)]);
  const used = new Set(
    dashboards
      .flatMap(panelsOf)
      .flatMap(exprsOf)
      .flatMap((expr) => metricsIn(queryOf(expr, 'orders'))),
  );
  const unknown = [...used].filter((name) => !name.startsWith('dapr_') && !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')));
  expect(unknown).toEqual([]);
  expect(used.size).toBeGreaterThan(40);
});
