import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { shareRead } from './shared-read.js';

/** A metric as it is declared: its Prometheus name (unit as suffix), one line on it, and its labels, whose values must be bounded. */
export interface MetricDeclaration<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** One value of a gauge that is read when it is asked for. */
export interface Reading<Label extends string> {
  readonly labels?: Readonly<Record<Label, string>>;
  readonly value: number;
}

/** What one read found, by the gauge's name. A gauge it says nothing of has no value in that scrape. */
export type Readings<Name extends string> = Readonly<Partial<Record<Name, readonly Reading<string>[]>>>;

/** What one service tells Prometheus. Each service has its own, so that two in one process count apart. */
export interface Metrics {
  counter<Label extends string = never>(declaration: MetricDeclaration<Label>): Counter<Label>;
  gauge<Label extends string = never>(declaration: MetricDeclaration<Label>): Gauge<Label>;
  /** `buckets` in the unit of the name, ascending. */
  histogram<Label extends string = never>(declaration: MetricDeclaration<Label> & { readonly buckets: readonly number[] }): Histogram<Label>;
  /** A gauge read at each scrape. A read that fails, or takes longer than 2 s, leaves it out of that scrape and counts in `scrape_errors_total`. */
  reading<Label extends string = never>(
    declaration: MetricDeclaration<Label>,
    read: () => Promise<readonly Reading<Label>[]> | readonly Reading<Label>[],
  ): void;
  /** The same for several gauges that one read answers; `what` names it in `scrape_errors_total`. */
  readings<Name extends string>(
    what: string,
    declarations: readonly (MetricDeclaration<string> & { readonly name: Name })[],
    read: () => Promise<Readings<Name>> | Readings<Name>,
  ): void;
  /** Adds those of the process: CPU, memory, event loop, garbage collection. Once a process, since what they observe with ends with it. */
  addProcess(): void;
  /** All of them in Prometheus' text format; those who ask at the same time share the reads. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Makes a service's metrics; every one of them carries the label `service`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const readings = createReadings(registry);
  return {
    counter: (declaration) => new Counter(common(registry, declaration)),
    gauge: (declaration) => new Gauge(common(registry, declaration)),
    histogram: (declaration) => new Histogram({ ...common(registry, declaration), buckets: [...declaration.buckets] }),
    reading: (declaration, read) => readings(declaration.name, [declaration], async () => ({ [declaration.name]: await read() })),
    readings,
    addProcess: () => collectDefaultMetrics({ register: registry }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function common<Label extends string>(registry: Registry, { name, help, labels }: MetricDeclaration<Label>) {
  return { name, help, registers: [registry], labelNames: [...(labels ?? [])] };
}

function createReadings(registry: Registry): Metrics['readings'] {
  const refreshes: (() => Promise<unknown>)[] = [];
  const errors = new Counter({
    ...common(registry, {
      name: 'scrape_errors_total',
      help: 'Reads that failed or hung, each of which left its gauges out of a scrape',
      labels: ['what'],
    }),
    // Waits for the reads of its own scrape, which it then can tell of.
    collect: async () => {
      await Promise.all(refreshes.map((refresh) => refresh()));
    },
  });
  return (what, declarations, read) => {
    const gauges: { readonly name: (typeof declarations)[number]['name']; readonly gauge: Gauge }[] = [];
    errors.inc({ what }, 0);
    const onError = (): void => {
      gauges.forEach(({ gauge }) => empty(gauge));
      errors.inc({ what });
    };
    const refresh = shareRead(async () => fill(gauges, await read()), { onError });
    refreshes.push(refresh);
    for (const declaration of declarations) {
      const gauge = new Gauge({ ...common(registry, declaration), collect: () => refresh() });
      empty(gauge);
      gauges.push({ name: declaration.name, gauge });
    }
  };
}

function fill<Name extends string>(gauges: readonly { readonly name: Name; readonly gauge: Gauge }[], found: Readings<Name>): void {
  for (const { name, gauge } of gauges) {
    empty(gauge);
    for (const { labels, value } of found[name] ?? []) gauge.set({ ...labels }, value);
  }
}

/** `reset` alone would say 0 where there are no labels. */
function empty(gauge: Gauge): void {
  gauge.reset();
  gauge.remove({});
}
