import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A reply of a Redis server. */
export type RedisReply = string | number | null | readonly RedisReply[];

/**
 * Sends commands over one connection, one after the other, and answers with the last reply. Throws with the server's words, or
 * when it does not answer within `timeoutMs`. Made for set-up and checks; services speak to their sidecars only.
 */
export async function redisCommands(url: string, commands: readonly (readonly string[])[], timeoutMs = 3000): Promise<RedisReply> {
  const target = new URL(url);
  const prelude: string[][] = [];
  if (target.password !== '') {
    const user = target.username === '' ? [] : [decodeURIComponent(target.username)];
    prelude.push(['AUTH', ...user, decodeURIComponent(target.password)]);
  }
  if (target.pathname.length > 1) prelude.push(['SELECT', target.pathname.slice(1)]);
  const all = [...prelude, ...commands];
  const socket = open(target);
  try {
    const replies = await exchange(socket, all, timeoutMs);
    return replies.at(-1) ?? null;
  } finally {
    socket.destroy();
  }
}

/** One command; see `redisCommands`. */
export function redisCommand(url: string, ...command: readonly string[]): Promise<RedisReply> {
  return redisCommands(url, [command]);
}

function open(target: URL): Socket {
  const port = Number(target.port === '' ? 6379 : target.port);
  return target.protocol === 'rediss:' ? connectTls(port, target.hostname, { servername: target.hostname }) : connect(port, target.hostname);
}

function exchange(socket: Socket, commands: readonly (readonly string[])[], timeoutMs: number): Promise<RedisReply[]> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => {
      reject(new Error(`Redis did not answer within ${timeoutMs} ms`));
    });
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('Redis closed the connection'));
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        const replies = parseReplies(received, commands.length);
        if (replies !== undefined) resolve(replies);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.write(commands.map(encode).join(''));
  });
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}

/** `undefined` while the bytes do not hold all the replies yet. */
function parseReplies(bytes: Buffer, count: number): RedisReply[] | undefined {
  const cursor = { bytes, at: 0 };
  const replies: RedisReply[] = [];
  while (replies.length < count) {
    const reply = parseReply(cursor);
    if (reply === undefined) return undefined;
    replies.push(reply);
  }
  return replies;
}

function parseReply(cursor: { readonly bytes: Buffer; at: number }): RedisReply | undefined {
  const end = cursor.bytes.indexOf('\r\n', cursor.at);
  if (end < 0) return undefined;
  const kind = String.fromCharCode(cursor.bytes[cursor.at] ?? 0);
  const line = cursor.bytes.toString('utf8', cursor.at + 1, end);
  cursor.at = end + 2;
  if (kind === '-') throw new Error(line);
  if (kind === '+') return line;
  const size = Number(line);
  if (kind === ':') return size;
  if (size < 0) return null;
  return kind === '$' ? parseBulk(cursor, size) : parseArray(cursor, size);
}

function parseBulk(cursor: { readonly bytes: Buffer; at: number }, size: number): string | undefined {
  if (cursor.bytes.length < cursor.at + size + 2) return undefined;
  const text = cursor.bytes.toString('utf8', cursor.at, cursor.at + size);
  cursor.at += size + 2;
  return text;
}

function parseArray(cursor: { readonly bytes: Buffer; at: number }, size: number): RedisReply[] | undefined {
  const items: RedisReply[] = [];
  while (items.length < size) {
    const item = parseReply(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
