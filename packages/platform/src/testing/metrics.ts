import type { Metrics } from '../metrics/metrics.js';

/**
 * Reads a metric as a scrape would: the sum of the samples named `name` (`…_bucket`, `…_sum`, `…_count` of a histogram) that carry `labels`.
 * Undefined when there is none.
 */
export async function metricValue(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = (await metrics.text()).split('\n').flatMap((line) => {
    const [, sample, carried, value] = /^([a-z_:]+[a-z0-9_:]*)\{(.*)\} (\S+)$/i.exec(line) ?? [];
    return sample === name && wanted.every((pair) => `,${carried},`.includes(`,${pair},`)) ? [Number(value)] : [];
  });
  return samples.length === 0 ? undefined : samples.reduce((sum, value) => sum + value, 0);
}
