import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateService } from '@sidecart/platform';
import { createDatabases, withClient } from './databases.js';
import { makeDirectory } from './paths.js';
import { openPidFile, type PidFile } from './pid-file.js';
import { claimFreeOffset, demandFree, shiftPorts } from './ports.js';
import { usePostgres } from './postgres.js';
import { startRedis, useRedis } from './redis.js';
import { openSecrets } from './secrets.js';

const adminUrl = process.env['SIDECART_TEST_DATABASE_URL']!;
let directory: string;
let pids: PidFile;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sidecart-int-'));
  makeDirectory(join(directory, 'logs'));
  pids = await openPidFile(directory);
});

afterAll(async () => {
  await pids.close();
  rmSync(directory, { recursive: true, force: true });
});

async function ownRedis(name: string, password = 'secret') {
  const { offset, guard } = await claimFreeOffset([shiftPorts(0).redis]);
  const place = { directory: join(directory, name), logFile: join(directory, 'logs', `${name}.log`) };
  const redis = await startRedis({ ...place, port: shiftPorts(offset).redis, password, pids, stackName: name });
  return { redis, guard };
}

describe('an own Redis', () => {
  it('when it is stopped or killed and started again, then its data is back, and gone after a flush', async () => {
    const { redis, guard } = await ownRedis('kept');
    await redis.command('SET', 'sale', '42');
    await redis.stop();
    await expect(redis.command('GET', 'sale')).rejects.toThrow('ECONNREFUSED');
    await redis.start();
    expect(await redis.command('GET', 'sale')).toBe('42');
    await redis.flush();
    expect(await redis.command('GET', 'sale')).toBeNull();
    expect(await redis.command('CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await redis.kill();
    guard.close();
  });

  it('when a client has no password, then it is refused', async () => {
    const { redis, guard } = await ownRedis('closed');
    await expect(useRedis(redis.url.replace('secret', 'guess'))).rejects.toThrow('REDIS_URL');
    await redis.stop();
    guard.close();
  });

  it('when neither redis-server, valkey-server nor an engine is there, then one sentence names the cures', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = directory;
    try {
      await expect(ownRedis('none')).rejects.toThrow(/redis-server nor valkey-server is in PATH: install one .*REDIS_URL/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('existing servers', () => {
  it('when nothing answers there, then one sentence names the variable and the cure', async () => {
    await expect(useRedis('redis://127.0.0.1:1')).rejects.toThrow('The Redis of REDIS_URL at 127.0.0.1:1 does not answer');
    await expect(usePostgres('postgres://nobody@127.0.0.1:1/x')).rejects.toThrow('The Postgres of DATABASE_URL at 127.0.0.1:1 does not answer');
  });

  it('when they are asked to be emptied or stopped, then they are left alone', async () => {
    const redis = await useRedis(process.env['SIDECART_TEST_REDIS_URL']!);
    await expect(redis.flush()).rejects.toThrow("not this project's own");
    await expect(redis.kill()).rejects.toThrow("not this project's own");
    await redis.stop();
    expect(await redis.command('PING')).toBe('PONG');
  });
});

describe('ports', () => {
  it('when a wanted port is taken, then the part that wants it and the cure are named', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(demandFree(new Map([['orders', port]]), 'stop it')).rejects.toThrow(`Port ${port} (orders) is taken by another program; stop it.`);
    server.close();
  });

  it('when two stacks look for free ports at the same moment, then they get different ones', async () => {
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimFreeOffset([4070])));
    expect(new Set(claims.map(({ offset }) => offset)).size).toBe(5);
    claims.forEach(({ guard }) => guard.close());
  });
});

describe('databases', () => {
  it("when they are made, then each role owns its own database, cannot enter another's, and making them again changes nothing", async () => {
    const [one, two] = [0, 1].map(() => `t${randomBytes(4).toString('hex')}`) as [string, string];
    const server = await usePostgres(adminUrl);
    const secrets = openSecrets(directory);
    const urls = await createDatabases(server, [one, two], secrets);
    await withClient(urls.get(one)!, (client) => client.query('create table mine (id int)'));
    const trespass = new URL(urls.get(one)!);
    trespass.pathname = `/${two}db`;
    await expect(withClient(trespass.toString(), (client) => client.query('select 1'))).rejects.toThrow('permission denied for database');
    expect(await createDatabases(server, [one, two], openSecrets(directory))).toEqual(urls);
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
    await withClient(adminUrl, async (admin) => {
      for (const name of [one, two]) {
        await admin.query(`drop database ${name}db with (force)`);
        await admin.query(`drop role ${name}_user`);
      }
    });
  });

  it('when a service is migrated twice, then the second time applies nothing and keeps the seed data', async () => {
    const name = `sidecart_seed_${randomBytes(4).toString('hex')}`;
    await withClient(adminUrl, (admin) => admin.query(`create database ${name}`));
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    const migrate = () => migrateService({ service: 'checkout', url: url.toString(), seed: true });
    expect((await migrate()).applied.length).toBeGreaterThan(1);
    const count = () => withClient(url.toString(), (client) => client.query('select * from price_list').then(({ rowCount }) => rowCount));
    const seeded = await count();
    expect(seeded).toBeGreaterThan(2);
    expect((await migrate()).applied).toEqual([]);
    expect(await count()).toBe(seeded);
    await withClient(adminUrl, (admin) => admin.query(`drop database ${name} with (force)`));
  });
});
