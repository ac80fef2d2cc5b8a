import { Counter, Gauge, Histogram, Registry } from 'prom-client';

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

/** What one service tells Prometheus. Each service has its own, so that two in one process count apart. */
export interface Metrics {
  counter<Label extends string = never>(declaration: MetricDeclaration<Label>): Counter<Label>;
  gauge<Label extends string = never>(declaration: MetricDeclaration<Label>): Gauge<Label>;
  /** `buckets` in the unit of the name, ascending. */
  histogram<Label extends string = never>(declaration: MetricDeclaration<Label> & { readonly buckets: readonly number[] }): Histogram<Label>;
  /** A gauge read at each scrape; a reading that fails leaves the gauge out of that scrape. */
  reading<Label extends string = never>(declaration: MetricDeclaration<Label>, read: () => Promise<readonly Reading<Label>[]> | readonly Reading<Label>[]): void;
  /** All of them in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Makes a service's metrics; every one of them carries the label `service`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const common = <Label extends string>({ name, help, labels }: MetricDeclaration<Label>) => ({
    ...{ name, help, registers: [registry] },
    labelNames: [...(labels ?? [])],
  });
  return {
    counter: (declaration) => new Counter(common(declaration)),
    gauge: (declaration) => new Gauge(common(declaration)),
    histogram: (declaration) => new Histogram({ ...common(declaration), buckets: [...declaration.buckets] }),
    reading(declaration, read) {
      new Gauge({
        ...common(declaration),
        async collect() {
          this.reset();
          const readings = await Promise.resolve()
            .then(read)
            .catch(() => []);
          for (const { labels, value } of readings) this.set((labels ?? {}) as never, value);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
