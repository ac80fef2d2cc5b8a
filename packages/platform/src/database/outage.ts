import { Unavailable } from '../runtime/errors.js';

/** SQLSTATEs that say the server, the connection or the moment is at fault, never the statement. */
const OUTAGE_STATES = new Set(['40001', '40P01', '55P03', '57014', '25006', '25P03']);
/** Connection exception, insufficient resources (disk, memory, connections), shutdown, system error. */
const OUTAGE_CLASSES = /^(08|53|57P|58)/;
const OUTAGE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);
/** What pg says without any code when a connection breaks or cannot be had. */
const OUTAGE_WORDS =
  /connection terminated|connection ended|server closed the connection|timeout exceeded when trying to connect|connection timeout|can't reach database|is not queryable|query read timeout/i;
/** What the driver adapter calls an outage where it passes no code on. */
const OUTAGE_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TransactionWriteConflict', 'TooManyConnections']);
/** Carries the code of an expired transaction, and is a bug: the transaction was used after its end. */
const MISUSED_TRANSACTION = /on a committed transaction|was rolled back/;

/** True when the database, the sidecar or the network failed, so that the same work can succeed later unchanged. */
export function isOutage(error: unknown): boolean {
  return chain(error).some((link) => {
    if (link instanceof Unavailable) return true;
    if (typeof link.message === 'string' && MISUSED_TRANSACTION.test(link.message)) return false;
    if (typeof link.kind === 'string' && OUTAGE_KINDS.has(link.kind)) return true;
    const codes = codesOf(link);
    if (codes.some((code) => OUTAGE_CODES.has(code) || OUTAGE_STATES.has(code) || (code.length === 5 && OUTAGE_CLASSES.test(code)))) return true;
    return typeof link.message === 'string' && OUTAGE_WORDS.test(link.message);
  });
}

/** True when a row broke a unique or primary key. `constraint` names one, where only that is meant. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const links = chain(error);
  const unique = links.some((link) => codesOf(link).some((code) => code === '23505' || code === 'P2002'));
  return (
    unique &&
    (constraint === undefined ||
      links.some((link) => JSON.stringify(link.message ?? '').includes(constraint) || JSON.stringify(link.constraint ?? '').includes(constraint)))
  );
}

interface Link {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly kind?: unknown;
  readonly originalCode?: unknown;
  readonly originalMessage?: unknown;
  readonly constraint?: unknown;
  readonly cause?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown; readonly code?: unknown };
}

/** Prisma wraps the driver's error in `meta.driverAdapterError.cause`, pg in `cause`: every layer is looked at. */
function chain(error: unknown): (Link & object)[] {
  const links: (Link & object)[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && links.length < 20) {
    const next = waiting.shift();
    if (typeof next !== 'object' || next === null || links.includes(next)) continue;
    const link = next as Link & object;
    links.push(link);
    waiting.push(link.cause, link.meta, link.meta?.driverAdapterError, ...((link as { errors?: unknown[] }).errors ?? []));
  }
  return links;
}

function codesOf(link: Link): string[] {
  return [link.code, link.originalCode].filter((code): code is string => typeof code === 'string');
}
