import { labelsOf, type Manifest } from './manifest.js';
import type { Sources } from './sources.js';

/** The alert rules as the Prometheus operator takes them, one object a file of monitoring/rules. */
export function prometheusRules({ rules }: Pick<Sources, 'rules'>): readonly Manifest[] {
  return [...rules].map(([name, spec]) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: `sidecart-${name}`, labels: labelsOf(`rules-${name}`, 'monitoring') },
    spec,
  }));
}

/** The dashboards as Grafana's sidecar finds them, one object a file of monitoring/dashboards. */
export function dashboards(sources: Pick<Sources, 'dashboards'>): readonly Manifest[] {
  return [...sources.dashboards].map(([name, content]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `dashboard-${name}`,
      labels: { ...labelsOf(`dashboard-${name}`, 'monitoring'), grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Sidecart' },
    },
    data: { [`${name}.json`]: content },
  }));
}
