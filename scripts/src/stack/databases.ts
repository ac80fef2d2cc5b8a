import { Client } from 'pg';
import { messageOf, SetupError } from '../errors.js';
import type { PostgresServer } from './postgres.js';
import type { Secrets } from './secrets.js';

/** A service's own database and the only role that may enter it. */
export interface ServiceDatabase {
  readonly service: string;
  readonly database: string;
  readonly role: string;
}

/** Named like a service, but no app's: the sidecar of the one that runs workflows keeps their state there and makes its tables itself. */
export const WORKFLOW_STATE = 'workflow';

const NAMES: Readonly<Record<string, { database: string; role: string }>> = {
  // Its name is older than the rule below.
  orders: { database: 'orderdb', role: 'order_user' },
};

/** The database and role of a service: `<name>db` and `<name>_user`. */
export function databaseOf(service: string): ServiceDatabase {
  const name = NAMES[service] ?? { database: `${service}db`, role: `${service}_user` };
  return { service, ...name };
}

/** The environment variable a service reads its database from. */
export function databaseVariable(service: string): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
}

/**
 * Makes the missing roles and databases; each role owns its database and is the only one let in. Resolves to the URL of each
 * service. Throws a SetupError where an existing role has another password.
 */
export async function createDatabases(server: PostgresServer, services: readonly string[], secrets: Secrets): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  await withClient(server.adminUrl, async (admin) => {
    if (server.own) await admin.query('revoke connect on database postgres, template1 from public');
    for (const service of services) {
      const names = databaseOf(service);
      const password = secrets.get(`${service}-database`);
      await createRole(admin, names.role, password);
      await createDatabase(admin, names);
      const url = new URL(server.adminUrl);
      url.username = names.role;
      url.password = password;
      url.pathname = `/${names.database}`;
      urls.set(service, url.toString());
    }
  });
  await Promise.all([...urls].map(([service, url]) => ownSchema(server, databaseOf(service), url)));
  return urls;
}

async function createRole(admin: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`create role "${role}" login password ${admin.escapeLiteral(password)}`);
}

async function createDatabase(admin: Client, { database, role }: ServiceDatabase): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    // An administrator who is no superuser may hand a database only to a role it belongs to.
    await admin.query(`grant "${role}" to current_user`);
    await admin.query(`create database "${database}" owner "${role}"`);
    await admin.query(`revoke "${role}" from current_user`);
  }
  await admin.query(`revoke all on database "${database}" from public`);
}

/** Checks that the role gets in, and gives it the schema its tables go to. */
async function ownSchema(server: PostgresServer, { database, role }: ServiceDatabase, url: string): Promise<void> {
  try {
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ can: boolean }>(`select has_schema_privilege('public', 'create') as can`);
      if (rows[0]?.can === true) return;
      const admin = new URL(server.adminUrl);
      admin.pathname = `/${database}`;
      await withClient(admin.toString(), (administrator) => administrator.query(`alter schema public owner to "${role}"`));
    });
  } catch (error) {
    throw new SetupError(
      `The role ${role} cannot enter database ${database} (${messageOf(error)}); drop that role and database, or use another server: their password is kept in this stack's secrets.json.`,
    );
  }
}

/** Opens one connection, runs `use` and closes it. */
export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
