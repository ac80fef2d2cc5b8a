import { join } from 'node:path';
import type { Part } from '../stack/part.js';
import type { AppTopology } from '../stack/topology.js';
import { chosenObservers, type ObserveOptions, type Observer } from './choice.js';
import { findAlertmanager, findPrometheus } from './monitoring-tools.js';
import { createTraceBackend, findTraceBackend } from './trace-backend.js';
import { createAlertmanager, createPrometheus, createStreamLagExporter, monitoringFolder, type WatcherPlace } from './watchers.js';

export { chosenObservers, type ObserveOptions } from './choice.js';

/** What the observers need to know of the stack. */
export interface ObservabilitySettings extends WatcherPlace {
  /** Undefined or false: nothing is started. */
  readonly observe: ObserveOptions | boolean | undefined;
  readonly apps: readonly AppTopology[];
  readonly redisUrl: string;
  /** Hears what takes long. */
  readonly note: (line: string) => void;
}

/** The observers of a stack. */
export interface Observability {
  readonly parts: readonly Part[];
  /** Which programs were taken, for a person. */
  readonly source: string;
  /** What services and sidecars have to be told for their traces to arrive. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts what services send to; before they are started. */
  startReceivers(): Promise<void>;
  /** Starts what looks at the services; once they run, or it would begin by telling that they are down. */
  startWatchers(): Promise<void>;
  stop(): Promise<void>;
}

/** Finds the programs, fetching what is missing, and makes the controls; nothing is started yet. Throws a SetupError. */
export async function createObservability(settings: ObservabilitySettings): Promise<Observability> {
  const made: Made[] = [];
  for (const name of chosenObservers(settings.observe)) made.push(await makers[name](settings));
  const partsOf = (receive: boolean): Part[] => made.filter(({ environment }) => (environment !== undefined) === receive).map(({ part }) => part);
  const parts = made.map(({ part }) => part);
  return {
    parts,
    source: made.flatMap(({ source }) => source ?? []).join('; '),
    environment: Object.assign({}, ...made.map(({ environment }) => environment)) as Record<string, string>,
    startReceivers: () => start(partsOf(true)),
    startWatchers: () => start(partsOf(false)),
    stop: async () => {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}

interface Made {
  readonly part: Part;
  readonly source?: string;
  /** What services are told, of a part they send to. */
  readonly environment?: Readonly<Record<string, string>>;
}

const makers: Readonly<Record<Observer, (settings: ObservabilitySettings) => Promise<Made>>> = {
  traces: async (settings) => {
    const binary = await findTraceBackend(settings.note);
    const part = createTraceBackend({ ...settings, binary });
    return { part, source: binary.source, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: part.otlpUrl } };
  },
  'stream-lag': (settings) => Promise.resolve({ part: createStreamLagExporter(settings, settings.redisUrl) }),
  alertmanager: async (settings) => {
    const { postAlertsTo: postTo, pace = 1 } = optionsOf(settings);
    const programs = await findAlertmanager(settings.note);
    return { part: createAlertmanager(settings, programs, { postTo, pace }), source: `Alertmanager ${programs.source}` };
  },
  prometheus: async (settings) => {
    const { rules = join(monitoringFolder, 'rules', '*.yaml'), everySeconds = 5 } = optionsOf(settings);
    const chosen = chosenObservers(settings.observe);
    const others = { streamLag: chosen.includes('stream-lag'), alertmanager: chosen.includes('alertmanager') };
    const programs = await findPrometheus(settings.note);
    const part = createPrometheus(settings, programs, { apps: settings.apps, ports: settings.ports, everySeconds, rules, ...others });
    return { part, source: `Prometheus ${programs.source}` };
  },
};

const optionsOf = ({ observe }: ObservabilitySettings): ObserveOptions => (typeof observe === 'object' ? observe : {});

async function start(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.start()));
  await Promise.all(parts.map((part) => part.ready()));
}
