import { isSpanContextValid, trace } from '@opentelemetry/api';
import pino, { type Logger as PinoLogger } from 'pino';
import { currentFlow } from './context.js';
import { createRedactor, type Redactor } from './redact.js';

/** The structured logger every part writes to. */
export type Logger = PinoLogger;

const plain = createRedactor();

/** A copy without personal data: private names blanked, e-mail addresses, card numbers and tokens masked in any text. */
export const redact = (value: unknown): unknown => plain.value(value);

/** What a logger is made of. */
export interface LoggerSettings {
  readonly service: string;
  readonly level: string;
  /** Texts that must never stand in a line, such as the process's tokens. */
  readonly secrets?: readonly string[];
  /** Coloured lines for a person; defaults to whether the output is a terminal. */
  readonly pretty?: boolean;
  /** Where the lines go; defaults to standard output. */
  readonly destination?: { write(line: string): void };
}

/** JSON lines with the service's name, the active trace and the flow's ids on each. */
export function createLogger(settings: LoggerSettings): Logger {
  const redactor = createRedactor(settings.secrets);
  const pretty = settings.pretty ?? (settings.destination === undefined && process.stdout.isTTY);
  const options: pino.LoggerOptions = {
    level: settings.level,
    base: { service: settings.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => redactor.value(fields) as Record<string, unknown> },
    // Errors are plain objects by the time a serializer would see them.
    serializers: { err: (error: unknown) => error },
    mixin: () => ({ ...currentFlow(), ...activeSpan() }),
    hooks: {
      logMethod(args, method) {
        method.apply(this, redactMessage(redactor, args) as Parameters<typeof method>);
      },
    },
    ...(pretty ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service' } } } : {}),
  };
  return redactingChildren(redactor, settings.destination === undefined ? pino(options) : pino(options, settings.destination));
}

/** The ids of the trace a line belongs to; where nothing is traced here, the flow may know of one. */
function activeSpan(): { readonly traceId?: string; readonly spanId?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined || !isSpanContextValid(span) ? {} : { traceId: span.traceId, spanId: span.spanId };
}

/** Texts and values among the arguments masked; an error without a text beside it would lend the line its own, unmasked. */
function redactMessage({ value, text }: Redactor, [first, ...others]: readonly unknown[]): readonly unknown[] {
  const told = typeof first === 'string' ? text(first) : first;
  const error = first instanceof Error ? first : (first as { err?: unknown } | null | undefined)?.err;
  if (!(error instanceof Error) || others.length > 0) return [told, ...others.map((arg) => value(arg))];
  return [first instanceof Error ? { err: first } : first, text(error.message)];
}

/** pino runs no formatter over the bindings of a child, so they are masked on their way in. */
function redactingChildren(redactor: Redactor, logger: Logger): Logger {
  const child = Reflect.get(logger, 'child') as unknown as (this: Logger, bindings: object, options?: object) => Logger;
  const redacting = function (this: Logger, bindings: object, options?: object): Logger {
    return child.call(this, redactor.value(bindings) as object, options);
  };
  return Object.assign(logger, { child: redacting as unknown as Logger['child'] });
}
