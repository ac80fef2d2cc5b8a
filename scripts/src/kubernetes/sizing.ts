import { Ajv, type JSONSchemaType } from 'ajv';
import { SetupError } from '../errors.js';

/** Least and most, or request and limit. */
export type Range<Value> = readonly [least: Value, most: Value];

/** What one container asks for and may use. */
export interface Resources {
  readonly cpu: Range<string>;
  readonly memory: Range<string>;
}

/** How big one service is. */
export interface ServiceSize {
  readonly replicas: Range<number>;
  /** Percent of the app's CPU request at which another replica is started. */
  readonly cpu?: number;
  /** Connections in a replica's pool. */
  readonly pool: number;
  /** Connections a replica keeps beside its pool and its relay's two. */
  readonly more?: number;
  readonly app?: Resources;
  readonly sidecar?: Resources;
}

/** k8s/services.yaml. */
export interface Sizing {
  readonly database: { readonly maxConnections: number; readonly reserved: number };
  /** Undelivered entries of one topic per replica. */
  readonly lag: number;
  readonly app: Resources;
  readonly sidecar: Resources;
  readonly services: Readonly<Record<string, ServiceSize>>;
}

const text = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(m|Mi|Gi)?$' } as const;
const count = { type: 'integer', minimum: 1 } as const;
const pair = (items: object) => ({ type: 'array', items: [items, items], minItems: 2, maxItems: 2, additionalItems: false }) as const;
const strict = (properties: Record<string, object>, ...optional: readonly string[]) => ({
  ...{ type: 'object', properties, additionalProperties: false },
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const resources = strict({ cpu: pair(text), memory: pair(text) });
const service = strict(
  { replicas: pair(count), cpu: { ...count, maximum: 100 }, pool: count, more: count, app: resources, sidecar: resources },
  ...['cpu', 'more', 'app', 'sidecar'],
);
const schema = strict({
  database: strict({ maxConnections: count, reserved: count }),
  lag: { ...count, maximum: 5_000 },
  app: resources,
  sidecar: resources,
  services: { type: 'object', additionalProperties: service },
});

/** Holds a parsed k8s/services.yaml against what it must say. Throws a SetupError naming each fault. */
export function readSizing(value: unknown, path: string): Sizing {
  const ajv = new Ajv({ allErrors: true, strictTuples: false });
  const validate = ajv.compile<Sizing>(schema as unknown as JSONSchemaType<Sizing>);
  if (validate(value)) return value;
  const faults = (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  throw new SetupError(`${path} is not as it must be: ${faults.join('; ')}`);
}
