import { CloudEvent } from 'cloudevents';
import { AppError } from '../runtime/errors.js';
import type { Clock } from '../runtime/clock.js';
import { currentFlow } from '../runtime/context.js';
import type { NewId } from '../runtime/ids.js';
import type { ContractRegistry, ContractViolation } from './contracts.js';
import type { NewEvent, PlatformEvent } from './event.js';
import { traceCreation } from './message-spans.js';

/** What an event is built from besides its own content. */
export interface EventBuilderDeps {
  readonly serviceName: string;
  readonly contracts: ContractRegistry;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** An event of our own breaks its contract: a bug of this service, so it is never retried. */
export class InvalidOwnEvent extends AppError {
  constructor(topic: string, violations: readonly ContractViolation[]) {
    const list = violations.map((violation) => `${violation.pointer || '/'}: ${violation.message}`).join('; ');
    super('INVALID_OWN_EVENT', `${topic} breaks its contract: ${list}`);
  }
}

/** Builds the CloudEvent and holds it against its contracts. Throws InvalidOwnEvent before anything is stored. */
export function buildEvent<Data>(deps: EventBuilderDeps, event: NewEvent<Data>): PlatformEvent<Data> {
  const { name, major } = event.topic;
  const contract = deps.contracts.newest(name, major);
  if (contract === undefined) throw new AppError('UNKNOWN_TOPIC', `no contract for ${name} in major version ${major}`);
  const dataViolations = contract.validate(event.data);
  if (dataViolations.length > 0) throw new InvalidOwnEvent(name, dataViolations);
  const built = envelope(deps, event, contract.id);
  const violations = deps.contracts.validateEnvelope(built);
  if (violations.length > 0) throw new InvalidOwnEvent(name, violations);
  return built;
}

function envelope<Data>(deps: EventBuilderDeps, event: NewEvent<Data>, dataschema: string): PlatformEvent<Data> {
  const flow = currentFlow();
  const id = event.id ?? deps.newId();
  const causation = event.causationId ?? flow.causationId;
  const correlationid = event.correlationId ?? flow.correlationId ?? id;
  const traceparent = traceCreation({ id, type: event.topic.name, correlationid, data: event.data });
  const cloudEvent = new CloudEvent<Data>(
    {
      id,
      source: `/services/${deps.serviceName}`,
      type: event.topic.name,
      subject: event.subject,
      time: deps.clock.now().toISOString(),
      datacontenttype: 'application/json',
      dataschema,
      data: event.data,
      partitionkey: deps.contracts.partitionKey(event.topic.name, event.data) ?? event.subject,
      correlationid,
      ...(causation === undefined ? {} : { causationid: causation }),
      // daprd overwrites the traceparent of an event that has no traceid.
      ...(traceparent === undefined ? {} : { traceparent, traceid: traceparent }),
    },
    false,
  );
  // The class carries every attribute it knows, undefined where it has no value; the envelope has none of those.
  return Object.fromEntries(Object.entries(cloudEvent.toJSON()).filter(([, value]) => value !== undefined)) as unknown as PlatformEvent<Data>;
}
