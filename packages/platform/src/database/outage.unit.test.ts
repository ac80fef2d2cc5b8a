import { NotFound, Unavailable } from '../runtime/errors.js';
import { isOutage, isUniqueViolation } from './outage.js';

/** As Prisma 7 raises it for raw SQL: everything is P2010, the driver's words are in `meta`. */
const raw = (cause: object, message = 'Raw query failed.') =>
  Object.assign(new Error(message), { code: 'P2010', meta: { driverAdapterError: Object.assign(new Error('driver'), { cause }) } });
const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('isOutage', () => {
  test.each([
    ['the server refuses', raw({ kind: 'DatabaseNotReachable' })],
    ['the server closes', raw({ kind: 'ConnectionClosed' }, 'Message: `Server has closed the connection.`')],
    ['the socket times out', raw({ kind: 'SocketTimeout' })],
    ['too many connections', raw({ kind: 'TooManyConnections', originalCode: '53300' })],
    ['a deadlock', raw({ kind: 'TransactionWriteConflict', originalCode: '40P01' })],
    ['the server goes down', raw({ kind: 'postgres', originalCode: '57P01', code: '57P01' })],
    ['a statement takes too long', raw({ kind: 'postgres', originalCode: '57014' })],
    ['the disk is full', raw({ kind: 'postgres', originalCode: '53100' })],
    ['the server is out of memory', raw({ kind: 'postgres', originalCode: '53200' })],
    ['the server cannot read', raw({ kind: 'postgres', originalCode: '58030' })],
    ['a transaction cannot begin', coded('P1001')],
    ['a transaction expires', coded('P2028', 'A query cannot be executed on an expired transaction.')],
    ['the connection broke before', new Error('Client has encountered a connection error and is not queryable')],
    ['the connection breaks', new Error('Connection terminated unexpectedly')],
    ['no connection is free', new Error('timeout exceeded when trying to connect')],
    ['the sidecar is away', new Unavailable('SIDECAR_UNAVAILABLE', 'x')],
    ['an outage is the cause', new Error('x', { cause: coded('ECONNRESET') })],
  ])('when %s, then it is an outage', (_what, error) => expect(isOutage(error)).toBe(true));

  test.each([
    ['a row exists', raw({ kind: 'UniqueConstraintViolation', originalCode: '23505' })],
    ['a table is missing', raw({ kind: 'TableDoesNotExist', originalCode: '42P01' })],
    ['a transaction is used after its end', coded('P2028', 'A query cannot be executed on a committed transaction.')],
    ['a file is missing', coded('ENOENT')],
    ['something is not found', new NotFound('order', '1')],
    ['a bug', new TypeError('x')],
    ['nothing was thrown', undefined],
  ])('when %s, then it is none', (_what, error) => expect(isOutage(error)).toBe(false));
});

test('when a unique key is broken, then it is told apart by its constraint', () => {
  const error = raw({ kind: 'UniqueConstraintViolation', originalCode: '23505', constraint: { index: 'orders_number' } });
  expect([isUniqueViolation(error), isUniqueViolation(error, 'orders_number'), isUniqueViolation(error, 'other')]).toEqual([true, true, false]);
  expect(isUniqueViolation(coded('40001'))).toBe(false);
});
