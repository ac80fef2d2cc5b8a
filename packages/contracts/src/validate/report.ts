import type { ValidationFailure, ValidationSummary } from './validate';

/** The formats a validation can be written in. */
export const VALIDATE_FORMATS = ['text', 'json'] as const;
/** One of VALIDATE_FORMATS. */
export type ValidateFormat = (typeof VALIDATE_FORMATS)[number];

/** Writes a validation while it goes on. */
export interface ValidationReport {
  readonly start: string;
  failures(failures: readonly ValidationFailure[]): string;
  end(summary: ValidationSummary): string;
}

/** A report in a format; as JSON it is one object, however long. */
export function reportOf(format: ValidateFormat): ValidationReport {
  return format === 'json' ? jsonReport() : textReport;
}

const textReport: ValidationReport = {
  start: '',
  failures: (failures) => failures.map((one) => `${lineOf(one)}\n`).join(''),
  end({ events, valid, invalid, unreadable, failures }) {
    if (events === 0) return 'no event to judge\n';
    const parts = [`${events} ${events === 1 ? 'event' : 'events'}: ${valid} valid`];
    if (invalid > 0) parts.push(`${invalid} invalid (${failures - unreadable} ${failures - unreadable === 1 ? 'failure' : 'failures'})`);
    if (unreadable > 0) parts.push(`${unreadable} not JSON`);
    return `${parts.join(', ')}\n`;
  },
};

function lineOf({ file, line, column, id, pointer, message }: ValidationFailure): string {
  return `${file}:${line}:${column}  ${pointer === '' ? '(root)' : pointer}  ${message}${id === undefined ? '' : `  (event ${id})`}`;
}

function jsonReport(): ValidationReport {
  let first = true;
  return {
    start: '{"failures":[',
    failures(failures) {
      const text = failures.map((one, index) => `${first && index === 0 ? '' : ','}\n  ${JSON.stringify(one)}`).join('');
      first = false;
      return text;
    },
    end: ({ exitCode, ...summary }) => `${first ? '' : '\n'}],"summary":${JSON.stringify({ ok: exitCode === 0, ...summary })}}\n`,
  };
}
