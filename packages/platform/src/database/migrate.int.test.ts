import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { adminUrl, eventually } from '../testing/index.js';
import { applyMigrations } from './migrate.js';

const platform = resolve(__dirname, '..', '..');
const names: string[] = [];
const children: ChildProcess[] = [];
let folder: string;
let url: string;

beforeEach(async () => {
  url = await emptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'sidecart-migrations-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const name of names.splice(0)) await query(adminUrl(), `drop database if exists ${name} with (force)`);
  rmSync(folder, { recursive: true });
});

async function emptyDatabase(): Promise<string> {
  const name = `sidecart_empty_${randomBytes(6).toString('hex')}`;
  names.push(name);
  await query(adminUrl(), `create database ${name}`);
  const at = new URL(adminUrl());
  at.pathname = `/${name}`;
  return at.toString();
}

async function query<Row extends object>(at: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: at });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const write = (name: string, sql: string): void => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
};
const apply = (waitMs?: number) => applyMigrations({ url, directories: [{ schema: 'public', path: folder }], ...(waitMs && { waitMs }) });
const tables = async () =>
  (await query<{ name: string }>(url, `select tablename as name from pg_tables where schemaname = 'public' order by 1`)).map(({ name }) => name);
const history = (schema = 'public') =>
  query<{ name: string; finished: boolean; rolled: boolean; logs: string | null }>(
    url,
    `select migration_name as name, finished_at is not null as finished, rolled_back_at is not null as rolled, logs from "${schema}"._prisma_migrations order by started_at`,
  );

/** Runs a built program to its end. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
const migrateMain = (args: readonly string[], env?: Record<string, string>) => run([join(platform, 'dist', 'migrate-main.js'), ...args], env);
const lines = (text: string) => text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore

describe('a refused migration', () => {
  test('when it is refused, then the error names it, the line and what the database said, and nothing of it stays', async () => {
    write('1_first', 'create table first (id int);');
    write('2_second', 'create table second (id int);\n\n-- not there\ninsert into nowhere values (1);\n');
    await expect(apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: `migration 2_second in ${folder}, line 4: relation "nowhere" does not exist (42P01).`,
    });
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
    expect(await history()).toEqual([
      { name: '1_first', finished: true, rolled: false, logs: null },
      { name: '2_second', finished: false, rolled: true, logs: expect.stringContaining('relation "nowhere" does not exist') as string },
    ]);
  });

  test('when what it stumbled over has been mended, then the next run applies it', async () => {
    write('1_stock', 'create table stock (sku text);');
    await apply();
    write('2_unique', 'create unique index on stock (sku);');
    await query(url, `insert into stock values ('a'), ('a')`);
    await expect(apply()).rejects.toThrow('could not create unique index "stock_sku_idx" (23505). Key (sku)=(a) is duplicated.');
    await query(url, 'truncate stock');
    expect((await apply()).applied).toEqual(['2_unique']);
  });
});

describe('a migrator that dies', () => {
  test('when it is killed in the middle of a migration, then the next one applies that migration', async () => {
    write('1_slow', 'create table slow (id int); select pg_sleep(2);');
    const options = JSON.stringify({ url, directories: [{ schema: 'public', path: folder }] });
    const died = run(['-e', `require(${JSON.stringify(join(platform, 'dist', 'database', 'migrate.js'))}).applyMigrations(${options})`]);
    const sleeping = `select 1 from pg_stat_activity where query like '%pg_sleep%' and wait_event = 'PgSleep'`;
    await eventually(async () => (await query(url, sleeping)).length > 0, { timeoutMs: 20_000 });
    children.at(-1)!.kill('SIGKILL');
    expect((await died).code).toBeNull();
    // The entry is open, and the statement still runs on the server: the next one waits for its end.
    expect(await history()).toMatchObject([{ name: '1_slow', finished: false, rolled: false }]);
    await apply();
    expect(await tables()).toContain('slow');
    const entries = await history();
    expect(entries.filter(({ finished }) => finished)).toHaveLength(1);
    expect(entries.filter(({ finished, rolled }) => !finished && !rolled)).toEqual([]);
  });

  test('when it died before the script, then its entry is rolled back and the migration applied', async () => {
    write('1_first', 'create table first (id int);');
    await apply();
    write('2_second', 'create table second (id int);');
    await query(url, `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'x', '2_second')`);
    expect((await apply()).applied).toEqual(['2_second']);
    expect((await history()).map(({ name, finished, rolled }) => [name, finished, rolled]).sort()).toEqual([
      ['1_first', true, false],
      ['2_second', false, true],
      ['2_second', true, false],
    ]);
  });
});

test('when a migration cannot run inside a transaction, then it is applied, and one left half done is for a person', async () => {
  write('1_table', 'create table stock (sku text);');
  write('2_index', '-- does not lock the table\ncreate index concurrently stock_sku on stock (sku);');
  expect((await apply()).applied).toEqual(['1_table', '2_index']);
  write('3_index', 'create index concurrently stock_two on stock (sku);');
  await query(url, `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'x', '3_index')`);
  await expect(apply()).rejects.toThrow('The `3_index` migration started at');
});

test('when another migrator is at work for longer than one may wait, then Unavailable is thrown and nothing applied', async () => {
  write('1_first', 'create table first (id int);');
  const other = new Client({ connectionString: url });
  await other.connect();
  await other.query('select pg_advisory_lock(7243001)');
  await expect(apply(200)).rejects.toMatchObject({ code: 'MIGRATION_BUSY', retryable: true });
  expect(await tables()).toEqual([]);
  await other.end();
  expect((await apply(20_000)).applied).toEqual(['1_first']);
});

describe('migrate-main', () => {
  test('when five start at once on an empty database, then all exit 0 and each migration is applied once', async () => {
    const all = await Promise.all(
      Array.from({ length: 5 }, () => migrateMain(['payment'], { PAYMENT_DATABASE_URL: url, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' })),
    );
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const applied = all.flatMap(({ stdout }) => lines(stdout).flatMap((line) => line['applied'] as string[]));
    const recorded = [...(await history('platform')), ...(await history())];
    expect(applied.sort()).toEqual(recorded.map(({ name }) => name).sort());
    expect(new Set(applied).size).toBe(applied.length);
    expect(recorded.every(({ finished, rolled }) => finished && !rolled)).toBe(true);
    expect(lines(all[0]!.stdout)[0]).toMatchObject({ level: 'info', service: 'payment' });
    expect(await tables()).toContain('payments');
  });

  test('when a later release has been here and even failed, then it says so and exits 0', async () => {
    await migrateMain(['customers'], { DATABASE_URL: url });
    await query(url, `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '29990101000000_later', now())`);
    await query(url, `insert into _prisma_migrations (id, checksum, migration_name) values ('y', 'y', '29990102000000_failed')`);
    const { code, stdout } = await migrateMain(['customers'], { DATABASE_URL: url });
    expect(code).toBe(0);
    expect(lines(stdout)).toMatchObject([
      { level: 'warn', ahead: ['29990101000000_later', '29990102000000_failed'] },
      { level: 'info', applied: [], msg: 'nothing to migrate' },
    ]);
  });

  test('when its role owns the database and nothing else, then that is enough; sample data comes only when asked for', async () => {
    const role = `sidecart_owner_${randomBytes(4).toString('hex')}`;
    await query(adminUrl(), `create role ${role} login password 'p' nosuperuser nocreatedb nocreaterole`);
    await query(adminUrl(), `alter database ${names[0]!} owner to ${role}`);
    const own = new URL(url);
    Object.assign(own, { username: role, password: 'p' });
    const customers = async () => (await query(url, 'select 1 from customers')).length;
    expect(await migrateMain(['customers'], { DATABASE_URL: own.toString() })).toMatchObject({ code: 0 });
    expect(await customers()).toBe(0);
    expect(await migrateMain(['customers', '--seed'], { DATABASE_URL: own.toString() })).toMatchObject({ code: 0 });
    expect(await customers()).toBeGreaterThan(0);
    await query(adminUrl(), `alter database ${names[0]!} owner to current_user`);
    await query(url, `reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
  });

  test('when the database is not up yet, then it waits for it', async () => {
    const { hostname, port } = new URL(url);
    let knocks = 0;
    const door = createServer((socket) => {
      socket.on('error', () => undefined);
      if ((knocks += 1) <= 2) return void socket.destroy();
      const through = connectTo(Number(port), hostname, () => socket.pipe(through).pipe(socket));
      through.on('error', () => socket.destroy());
    });
    await once(door.listen(0, '127.0.0.1'), 'listening');
    const behind = new URL(url);
    behind.port = String((door.address() as { port: number }).port);
    expect(await migrateMain(['customers'], { DATABASE_URL: behind.toString() })).toMatchObject({ code: 0 });
    expect(knocks).toBeGreaterThan(2);
    door.close();
  });

  test('when the database stays away or refuses, then it exits 1 and says which', async () => {
    const away = await migrateMain(['customers'], { DATABASE_URL: 'postgres://a@127.0.0.1:1/x', MIGRATION_WAIT_MS: '100' });
    expect([away.code, lines(away.stdout)[0]]).toMatchObject([1, { level: 'fatal', err: { code: 'DATABASE_UNAVAILABLE' } }]);
    const stranger = new URL(url);
    stranger.pathname = '/sidecart_no_such_database';
    const refused = await migrateMain(['customers'], { DATABASE_URL: stranger.toString() });
    expect([refused.code, lines(refused.stdout)[0]]).toMatchObject([1, { err: { code: 'DATABASE_REFUSED' } }]);
    expect(refused.stdout).toContain('does not exist');
  });

  test('when it is called wrongly, then it says how it is called and exits 2', async () => {
    expect(await migrateMain(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('migrate-main.js <service>') as string });
    expect(await migrateMain([])).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one service.') as string });
    expect(await migrateMain(['nowhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere has no migrations here.') as string });
    expect(await migrateMain(['../payment'])).toMatchObject({ code: 2 });
    expect(await migrateMain(['payment'])).toMatchObject({ code: 2, stderr: expect.stringContaining('DATABASE_URL: is required') as string });
  });
});
