import { trace } from '@opentelemetry/api';
import pino, { type Logger as PinoLogger } from 'pino';
import { currentFlow } from './context.js';

/** The structured logger every part writes to. */
export type Logger = PinoLogger;

/** Names whose values never reach a log, at any depth, in any spelling. */
const PRIVATE = /^(e-?mail|customer_?email|password|secret|authorization|cookie|set-cookie|.*token|card_?number|cvc|cvv|pan|card)$/i;
const REDACTED = '[redacted]';
const E_MAIL = /[^\s@"'<>:]+@[^\s@"'<>]+\.[a-z]{2,}/gi;
const CARD_NUMBER = /\b(?:\d[ -]?){12,18}\d\b/g;

const DEEPEST = 8;

/** A copy without personal data: private names blanked, e-mail addresses and card numbers masked in any text. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(E_MAIL, REDACTED).replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, PRIVATE.test(key) ? REDACTED : redact(item, depth + 1)]));
}

/** Luhn's check, which every card number holds: an id, a time or an amount seldom does. */
function hasCheckDigit(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

function redactError(error: Error, depth: number): unknown {
  const own = redact({ ...error }, depth + 1) as object;
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
        method.apply(this, args.map((arg) => (typeof arg === 'string' ? redact(arg) : arg)) as Parameters<typeof method>);
      },
    },
    ...(pretty ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service' } } } : {}),
  };
  return settings.destination === undefined ? pino(options) : pino(options, settings.destination);
}
