import { Redis } from 'ioredis';

/** Streams of their own beside whatever else the tests' Redis is used for; emptied when it is opened. */
export async function openTestRedis(db: number): Promise<{ readonly redis: Redis; readonly url: string }> {
  const url = new URL(process.env['SIDECART_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  url.pathname = `/${db}`;
  const redis = new Redis(url.href, { protocol: 2 });
  await redis.flushdb();
  return { redis, url: url.href };
}
