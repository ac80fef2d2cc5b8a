import { redisCommand, redisCommands, type RedisReply } from '../stack/redis-client.js';
import { localSecrets } from './local-secrets.js';

const server = process.env['SIDECART_TEST_REDIS_URL'] ?? '';
/** Other users of the same server must not meet these. */
const named = (user: string): string => `${user}-${process.pid}`;
const users = (localSecrets([], (name) => `password-of-${name}`).get('users.acl') ?? '').matchAll(/^user (sidecart|reader) (.*)$/gm);
const as = (user: string): string => {
  const url = new URL(server);
  [url.username, url.password] = [named(user), `password-of-redis-${user === 'reader' ? 'reader' : 'sidecar'}`];
  return url.href;
};
const may = async (user: string, ...command: string[]): Promise<boolean> =>
  redisCommand(server, 'ACL', 'DRYRUN', named(user), ...command).then((answer: RedisReply) => answer === 'OK');

beforeAll(async () => {
  for (const [, user = '', rules = ''] of users) await redisCommand(server, 'ACL', 'SETUSER', named(user), ...rules.split(' '));
});
afterAll(() => redisCommands(server, [['ACL', 'DELUSER', named('sidecart'), named('reader')]]));

test('when a user comes with its password, then the server of the local overlay would let it in', async () => {
  expect(await redisCommand(as('sidecart'), 'PING')).toBe('PONG');
  expect(await redisCommand(as('reader'), 'PING')).toBe('PONG');
});

test('when KEDA or the exporter reads streams, then it may, and it may write nothing', async () => {
  const reads = [['INFO'], ['XINFO', 'GROUPS', 's'], ['XINFO', 'STREAM', 's', 'FULL'], ['XLEN', 's'], ['XRANGE', 's', '-', '+'], ['SCAN', '0']];
  for (const command of reads) expect([command, await may('reader', ...command)]).toEqual([command, true]);
  const writes = [
    ['XADD', 's', '*', 'a', 'b'],
    ['XACK', 's', 'g', '1-1'],
    ['DEL', 's'],
    ['SET', 'k', 'v'],
    ['XGROUP', 'DESTROY', 's', 'g'],
    ['FLUSHALL'],
  ];
  for (const command of writes) expect([command, await may('reader', ...command)]).toEqual([command, false]);
});

test('when a sidecar works with streams and markers, then it may, and it may not empty or stop the server', async () => {
  const works = [
    ['XADD', 's', '*', 'a', 'b'],
    ['XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM'],
    ['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>'],
    ['XPENDING', 's', 'g'],
    ['XCLAIM', 's', 'g', 'c', '1', '1-1'],
    ['XACK', 's', 'g', '1-1'],
    ['EVAL', 'return 1', '0'],
    ['HGETALL', 'k'],
    ['INFO'],
  ];
  for (const command of works) expect([command, await may('sidecart', ...command)]).toEqual([command, true]);
  for (const command of [['FLUSHALL'], ['SHUTDOWN'], ['CONFIG', 'SET', 'maxmemory', '1'], ['ACL', 'LIST']]) {
    expect([command, await may('sidecart', ...command)]).toEqual([command, false]);
  }
});
