import { databaseVariable, WORKFLOW_STATE } from './databases.js';
import { sidecarTracing } from './sidecar-tracing.js';
import type { AppTopology } from './topology.js';

/** What services and sidecars are told, beside what dapr.yaml says. */
export interface StackSecrets {
  readonly appApiToken: string;
  readonly daprApiToken: string;
  readonly adminToken: string;
  /** redis://… */
  readonly redisUrl: string;
  /** Where mails go, on the loopback address. */
  readonly smtpPort: number;
  readonly databaseUrls: ReadonlyMap<string, string>;
}

/** What tells a service that this is no production: its faults may be switched on. */
const LOCAL_RUN = { FAULTS: 'on' };

/** Everything of a stack as one environment: the content of stack.env, for those who start services by other means. */
export function stackEnvironment(secrets: StackSecrets): Record<string, string> {
  const databases = [...secrets.databaseUrls].map(([service, url]) => [databaseVariable(service), url] as const);
  return {
    ...sidecarSecrets(secrets),
    ADMIN_TOKEN: secrets.adminToken,
    ...LOCAL_RUN,
    ...Object.fromEntries(databases),
  };
}

/** The app whose sidecar runs workflows: the scope of components/workflow-state.yaml. */
const WORKFLOW_APP = 'orders';

/**
 * A sidecar's environment: the components' secrets and both API tokens; no service's database, the workflows' for the one that
 * runs them; `extra`; and what follows from all this for its spans.
 */
export function sidecarEnvironment(appId: string, secrets: StackSecrets, extra: Readonly<Record<string, string>>): Record<string, string> {
  const state = appId === WORKFLOW_APP ? secrets.databaseUrls.get(WORKFLOW_STATE) : undefined;
  const database = state === undefined ? {} : { [databaseVariable(WORKFLOW_STATE)]: state };
  const given = { ...inherited(), ...sidecarSecrets(secrets), ...database, ...extra };
  return { ...given, ...sidecarTracing(appId, given) };
}

/** An app's environment: what the Dapr CLI sets, its own database and no other, then dapr.yaml's `env`, then `extra`. */
export function appEnvironment(app: AppTopology, secrets: StackSecrets, extra: Readonly<Record<string, string>>): Record<string, string> {
  const database = secrets.databaseUrls.get(app.appID);
  return {
    ...inherited(),
    APP_ID: app.appID,
    APP_PORT: String(app.appPort),
    APP_PROTOCOL: app.appProtocol ?? 'http',
    DAPR_HTTP_PORT: String(app.daprHTTPPort),
    DAPR_GRPC_PORT: String(app.daprGRPCPort),
    DAPR_METRICS_PORT: String(app.metricsPort),
    APP_API_TOKEN: secrets.appApiToken,
    DAPR_API_TOKEN: secrets.daprApiToken,
    ADMIN_TOKEN: secrets.adminToken,
    ...LOCAL_RUN,
    ...(database === undefined ? {} : { [databaseVariable(app.appID)]: database }),
    ...app.env,
    ...extra,
  };
}

function sidecarSecrets(secrets: StackSecrets): Record<string, string> {
  const redis = new URL(secrets.redisUrl);
  return {
    REDIS_HOST: `${redis.hostname}:${redis.port === '' ? '6379' : redis.port}`,
    REDIS_USERNAME: decodeURIComponent(redis.username),
    REDIS_PASSWORD: decodeURIComponent(redis.password),
    REDIS_DB: redis.pathname.length > 1 ? redis.pathname.slice(1) : '0',
    REDIS_TLS: String(redis.protocol === 'rediss:'),
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(secrets.smtpPort),
    APP_API_TOKEN: secrets.appApiToken,
    DAPR_API_TOKEN: secrets.daprApiToken,
    // What sidecars tell each other as their address; without it a machine's outside one.
    DAPR_HOST_IP: '127.0.0.1',
  };
}

/** Another stack's addresses and secrets, and a test runner's settings, must not leak into this one. */
const NOT_INHERITED = /^(APP_|DAPR_|REDIS_|SMTP_|npm_|JEST_|SIDECART_)|DATABASE_URL$|_TOKEN$|^NODE_ENV$/;

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !NOT_INHERITED.test(entry[0]));
  return Object.fromEntries(entries);
}
