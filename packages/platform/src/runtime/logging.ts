import { trace } from '@opentelemetry/api';
import pino, { type Logger as PinoLogger } from 'pino';
import { currentFlow } from './context.js';

/** The structured logger every part writes to. */
export type Logger = PinoLogger;

/** Names whose values never reach a log, at any depth, in any spelling. */
const PRIVATE = /^(e-?mail|customer_?email|password|secret|authorization|cookie|set-cookie|.*token|card_?number|cvc|cvv|pan|card)$/i;
const REDACTED = '[redacted]';
/** Bounded, so that a long text without any match costs no more than its length. */
const E_MAIL = /[^\s@"'<>:]{1,64}@[^\s@"'<>]{1,253}\.[a-z]{2,24}/gi;
/** In one piece or in groups of four; order numbers, sequences and UUIDs are none. */
const CARD_NUMBER = /\b(?:\d{4}[ -]){3}\d{1,7}\b|\b\d{13,19}\b/g;
const DEEPEST = 8;

/** A copy without personal data: private names blanked, e-mail addresses and card numbers masked in any text. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, PRIVATE.test(key) ? REDACTED : redact(item, depth + 1)]));
}

/** Luhn's check, which every card number holds: an id, a time or an amount seldom does. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

function redactText(text: string): string {
  const withoutMail = text.includes('@') ? text.replace(E_MAIL, REDACTED) : text;
  return withoutMail.replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
}

function redactError(error: Error, depth: number): unknown {
  const own = redact(Object.fromEntries(Object.entries(error)), depth + 1) as object;
  const cause = error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) };
  return { type: error.name, ...own, ...cause, message: redact(error.message), stack: redact(error.stack ?? '') };
}

/** What a logger is made of. */
export interface LoggerSettings {
  readonly service: string;
  readonly level: string;
  /** Coloured lines for a person; defaults to whether the output is a terminal. */
  readonly pretty?: boolean;
  /** Where the lines go; defaults to standard output. */
  readonly destination?: { write(line: string): void };
}

/** JSON lines with the service's name, the active trace and the flow's ids on each. */
export function createLogger(settings: LoggerSettings): Logger {
  const pretty = settings.pretty ?? (settings.destination === undefined && process.stdout.isTTY);
  const options: pino.LoggerOptions = {
    level: settings.level,
    base: { service: settings.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => redact(fields) as Record<string, unknown> },
    // Errors are plain objects by the time a serializer would see them.
    serializers: { err: (error: unknown) => error },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return { ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }), ...currentFlow() };
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, redactMessage(args) as Parameters<typeof method>);
      },
    },
    ...(pretty ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service' } } } : {}),
  };
  return redactingChildren(settings.destination === undefined ? pino(options) : pino(options, settings.destination));
}

/** Texts among the arguments masked; an error without a text beside it would lend the line its own, unmasked. */
function redactMessage(args: readonly unknown[]): readonly unknown[] {
  const [first, ...others] = args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
  const error = first instanceof Error ? first : (first as { err?: unknown } | null | undefined)?.err;
  if (!(error instanceof Error) || others.length > 0) return [first, ...others];
  return [first instanceof Error ? { err: first } : first, redactText(error.message)];
}

/** pino runs no formatter over the bindings of a child, so they are masked on their way in. */
function redactingChildren(logger: Logger): Logger {
  const child = Reflect.get(logger, 'child') as unknown as (this: Logger, bindings: object, options?: object) => Logger;
  const redacting = function (this: Logger, bindings: object, options?: object): Logger {
    return child.call(this, redact(bindings) as object, options);
  };
  return Object.assign(logger, { child: redacting as unknown as Logger['child'] });
}
