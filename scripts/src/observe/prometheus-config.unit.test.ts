import { parse } from 'yaml';
import { shiftPorts } from '../stack/ports.js';
import { prometheusConfig } from './prometheus-config.js';

interface Config {
  readonly global: { readonly scrape_interval: string };
  readonly rule_files: readonly string[];
  readonly alerting?: unknown;
  readonly scrape_configs: readonly { readonly job_name: string; readonly honor_labels?: boolean; readonly static_configs: readonly unknown[] }[];
}

const orders = { appID: 'orders', appPort: 4102, metricsPort: 4402 };
const configOf = (others: { streamLag: boolean; alertmanager: boolean }): Config =>
  parse(prometheusConfig({ apps: [orders], ports: shiftPorts(0), everySeconds: 5, rules: '/rules/*.yaml', ...others })) as Config;

describe("a stack's own Prometheus", () => {
  it('when all is watched, then services, sidecars, control plane and exporter are jobs, and a target is named by its service', () => {
    const config = configOf({ streamLag: true, alertmanager: true });
    const target = (port: number, service: string) => ({ targets: [`127.0.0.1:${port}`], labels: { service } });
    expect(config.scrape_configs).toEqual([
      // Or the label that a service sets itself would become `exported_service`.
      { job_name: 'sidecart', honor_labels: true, static_configs: [target(4102, 'orders')] },
      { job_name: 'dapr', static_configs: [target(4402, 'orders')] },
      { job_name: 'dapr-control-plane', static_configs: [target(4052, 'placement'), target(4062, 'scheduler')] },
      { job_name: 'stream-lag', static_configs: [{ targets: ['127.0.0.1:4075'] }] },
    ]);
    expect(config.alerting).toEqual({ alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:4074'] }] }] });
    expect(config.rule_files).toEqual(['/rules/*.yaml']);
    expect(config.global.scrape_interval).toBe('5s');
  });

  it('when exporter and Alertmanager are not started, then neither is asked or told', () => {
    const config = configOf({ streamLag: false, alertmanager: false });
    expect(config.scrape_configs.map(({ job_name }) => job_name)).toEqual(['sidecart', 'dapr', 'dapr-control-plane']);
    expect(config.alerting).toBeUndefined();
  });
});
