import { stringify } from 'yaml';
import type { StackPorts } from '../stack/ports.js';
import type { AppTopology } from '../stack/topology.js';

/** What Prometheus is to look at, how often, and where its alerts go. */
export interface PrometheusTargets {
  readonly apps: readonly Pick<AppTopology, 'appID' | 'appPort' | 'metricsPort'>[];
  readonly ports: Pick<StackPorts, 'placementMetrics' | 'schedulerMetrics' | 'streamLag' | 'alertmanager'>;
  /** Seconds from one look, and one evaluation of the rules, to the next. */
  readonly everySeconds: number;
  /** A pattern of rule files. */
  readonly rules: string;
  readonly streamLag: boolean;
  readonly alertmanager: boolean;
}

interface Job {
  readonly job_name: string;
  readonly honor_labels?: true;
  readonly static_configs: readonly { readonly targets: readonly string[]; readonly labels?: Readonly<Record<string, string>> }[];
}

/** Writes Prometheus' configuration. The rules rely on these names of jobs, and on the label `service`. */
export function prometheusConfig({ apps, ports, everySeconds, rules, ...watched }: PrometheusTargets): string {
  const address = (port: number): string => `127.0.0.1:${port}`;
  const of = (service: string, port: number) => ({ targets: [address(port)], labels: { service } });
  const jobs: Job[] = [
    // A service says itself which one it is.
    { job_name: 'sidecart', honor_labels: true, static_configs: apps.map(({ appID, appPort }) => of(appID, appPort)) },
    { job_name: 'dapr', static_configs: apps.map(({ appID, metricsPort }) => of(appID, metricsPort)) },
    {
      job_name: 'dapr-control-plane',
      static_configs: [of('placement', ports.placementMetrics), of('scheduler', ports.schedulerMetrics)],
    },
    ...(watched.streamLag ? [{ job_name: 'stream-lag', static_configs: [{ targets: [address(ports.streamLag)] }] }] : []),
  ];
  const alerting = { alertmanagers: [{ static_configs: [{ targets: [address(ports.alertmanager)] }] }] };
  return stringify({
    global: { scrape_interval: `${everySeconds}s`, scrape_timeout: `${everySeconds}s`, evaluation_interval: `${everySeconds}s` },
    rule_files: [rules],
    ...(watched.alertmanager && { alerting }),
    scrape_configs: jobs,
  });
}
