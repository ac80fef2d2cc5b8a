import type { ObserveOptions } from '../observe/index.js';
import type { Progress } from '../progress.js';
import type { StackSecrets } from './environment.js';
import type { Inbox } from './inbox.js';
import type { RunningService } from './launcher.js';
import type { Part } from './part.js';
import type { StackPorts } from './ports.js';
import type { PostgresServer } from './postgres.js';
import type { RedisServer } from './redis.js';

/** What a stack is to be. */
export interface StackOptions {
  /** Tells its containers and messages from another stack's. */
  readonly name: string;
  /** Holds its data, logs and secrets; the same folder again is the same stack with its data. */
  readonly dataDir: string;
  /** Added to every port; 'free' finds one at which all ports are free. Default 0. */
  readonly offset?: number | 'free';
  /** Servers that run already, used instead of own ones. */
  readonly external?: { readonly redisUrl?: string; readonly databaseUrl?: string };
  /** The apps of the topology to start; all unless told. Databases are made for every app either way. */
  readonly services?: readonly string[];
  /** Whether a mail server runs beside them; unless told, it does where a service that sends mails is started. */
  readonly inbox?: boolean;
  /** Whether Prometheus, Alertmanager, the stream-lag exporter and the trace viewer run beside them, and how. */
  readonly observe?: boolean | ObserveOptions;
  /** Added to the environment of every app, or of the app named. */
  readonly env?: Readonly<Record<string, string>>;
  readonly appEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Added to the environment of every sidecar. */
  readonly sidecarEnv?: Readonly<Record<string, string>>;
  /** The project's dapr.yaml unless told. */
  readonly topologyFile?: string;
  readonly progress?: Progress;
  /** Handed the way to end the stack before anything of it is started, for those who must end it in mid-start. */
  readonly onStoppable?: (stop: () => Promise<void>) => void;
}

/** A running local platform. Everything of it ends with `stop`. */
export interface Stack {
  readonly name: string;
  readonly directory: string;
  readonly offset: number;
  readonly ports: StackPorts;
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  /** Where the services' mails land; undefined where none runs. */
  readonly inbox: Inbox | undefined;
  /** What watches it: the parts that `observe` asked for. */
  readonly observers: readonly Part[];
  readonly secrets: StackSecrets;
  readonly services: readonly RunningService[];
  /** The file with everything another way of starting the services needs. */
  readonly envFile: string;
  /** A part of Dapr's control plane: placement or scheduler. */
  part(name: 'placement' | 'scheduler'): Part;
  app(name: string): Part;
  sidecar(name: string): Part;
  /** Connects to a service's own database as its own role. */
  databaseUrl(service: string): string;
  /** Changes what is added to an app's environment; it holds from the app's next start. */
  setEnv(app: string, env: Readonly<Record<string, string>>): void;
  /** Starts all services at once; for a stack that was made with `services: []` there are none. */
  startServices(): Promise<void>;
  /** Ends apps, sidecars, observers, inbox, control plane, Redis and Postgres, in this order. Safe to call twice. */
  stop(): Promise<void>;
}
