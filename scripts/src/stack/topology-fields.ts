/** What a field of dapr.yaml may hold. */
type Kind = 'string' | 'integer' | 'boolean' | 'strings' | 'map';

/** Fields the Dapr CLI knows both in `common` and in an app. */
export const sharedFields = {
  configFilePath: 'string',
  appProtocol: 'string',
  apiListenAddresses: 'string',
  logLevel: 'string',
  appMaxConcurrency: 'integer',
  placementHostAddress: 'string',
  schedulerHostAddress: 'string',
  resourcesPaths: 'strings',
  enableAppHealthCheck: 'boolean',
  appHealthCheckPath: 'string',
  appHealthProbeInterval: 'integer',
  appHealthProbeTimeout: 'integer',
  appHealthThreshold: 'integer',
  enableApiLogging: 'boolean',
  env: 'map',
} as const satisfies Record<string, Kind>;

/** Fields the Dapr CLI knows in an app only. */
export const appFields = {
  appID: 'string',
  appDirPath: 'string',
  appPort: 'integer',
  daprHTTPPort: 'integer',
  daprGRPCPort: 'integer',
  daprInternalGRPCPort: 'integer',
  metricsPort: 'integer',
  command: 'strings',
} as const satisfies Record<string, Kind>;

/** Fields at the top of the file. */
export const rootFields = ['version', 'common', 'apps'] as const;

interface ValueOf {
  string: string;
  integer: number;
  boolean: boolean;
  strings: readonly string[];
  map: Readonly<Record<string, string>>;
}

/** The typed content of a section, every field optional. */
export type Section<Fields extends Record<string, Kind>> = { readonly [name in keyof Fields]?: ValueOf[Fields[name]] };

/** What is wrong with a value, or undefined when it is of its kind. */
export function faultOf(value: unknown, kind: Kind): string | undefined {
  const fits: Record<Kind, (value: unknown) => boolean> = {
    string: (candidate) => typeof candidate === 'string',
    integer: (candidate) => Number.isInteger(candidate),
    boolean: (candidate) => typeof candidate === 'boolean',
    strings: (candidate) => Array.isArray(candidate) && candidate.every((item) => typeof item === 'string'),
    map: (candidate) => isObject(candidate) && Object.values(candidate).every((item) => typeof item === 'string'),
  };
  return fits[kind](value) ? undefined : `must be ${NAMES[kind]}`;
}

const NAMES: Record<Kind, string> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  strings: 'a list of texts',
  map: 'a map of texts',
};

/** Whether a parsed value is a map. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
