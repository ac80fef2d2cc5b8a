import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/src/stack/index.js';

/** A dashboard as its file has it; what Grafana adds is left out. */
export interface Dashboard {
  readonly file: string;
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string | { readonly query: string } }[] };
  readonly panels: readonly Panel[];
}

/** A panel, or the heading of a row of them. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] } };
  };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

const folder = join(projectRoot, 'monitoring', 'dashboards');

/** The project's dashboards. */
export const dashboards: readonly Dashboard[] = readdirSync(folder).map((file) => ({
  ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Dashboard, 'file'>),
  file,
}));

/** The panels that show something. */
export const panelsOf = ({ panels }: Dashboard): readonly Panel[] => panels.filter(({ type }) => type !== 'row');

/** A query with Grafana's variables in place: every topic, and one service. */
export const queryOf = (expr: string, service: string): string =>
  expr.replaceAll('$__rate_interval', '5m').replaceAll('$topic', '.*').replaceAll('$service', service);

/** Runs every query of every panel; resolves to those that fail or return nothing, with the reason. */
export async function emptyPanels(query: (promql: string) => Promise<readonly unknown[]>, service: string): Promise<string[]> {
  const all = dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ panel: `${dashboard.file}: ${title}`, expr }))),
  );
  const found = await Promise.all(
    all.map(async ({ panel, expr }) => {
      const result = await query(queryOf(expr, service)).catch((error: unknown) => String(error));
      return typeof result === 'string' ? [`${panel}: ${result}`] : result.length === 0 ? [`${panel}: no data`] : [];
    }),
  );
  return found.flat();
}
