import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSchemas } from './compare';
import { SchemaLoadError } from './errors';
import type { Json } from './json';

/**
 * The official JSON-Schema-Test-Suite. Its npm packages stop at draft-06, so it is taken from a Go module that carries it;
 * the Go toolchain checks it against the public checksum database.
 */
const MODULE = 'github.com/kaptinlin/jsonschema@v0.4.6';
const DRAFTS = [
  ['draft7', 'http://json-schema.org/draft-07/schema#'],
  ['draft2019-09', 'https://json-schema.org/draft/2019-09/schema'],
  ['draft2020-12', 'https://json-schema.org/draft/2020-12/schema'],
] as const;

interface Group {
  readonly description: string;
  readonly schema: Json;
}

const suite = (): string => {
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', MODULE], { encoding: 'utf8', cwd: '/' })) as { Dir: string };
  return join(Dir, 'testdata', 'JSON-Schema-Test-Suite', 'tests');
};

const groupsOf = (folder: string): Group[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) =>
      (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Group[]).map((group) => ({ ...group, description: `${name}: ${group.description}` })),
    );

const named = (schema: Json, dialect: string): Json =>
  typeof schema === 'object' && schema !== null && !Array.isArray(schema) && !('$schema' in schema) ? { $schema: dialect, ...schema } : schema;

test.each(DRAFTS)(
  'when each schema of the official %s suite is compared to itself, then it is compatible, or says why it cannot be loaded',
  (draft, dialect) => {
    const groups = groupsOf(join(suite(), draft));
    expect(groups.length).toBeGreaterThan(200);
    const wrong: string[] = [];
    const refused: string[] = [];
    for (const { description, schema } of groups) {
      try {
        const { verdict } = compareSchemas(named(schema, dialect), named(schema, dialect), { mode: 'full' });
        if (verdict !== 'compatible') wrong.push(`${description}: ${verdict}`);
      } catch (error) {
        if (!(error instanceof SchemaLoadError)) throw new Error(`${description}: ${String(error)}`, { cause: error });
        refused.push(`${description}: ${error.message}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(refused.filter((reason) => !/is remote|leaves the document|unknown draft/.test(reason))).toEqual([]);
    expect(refused.length).toBeLessThan(groups.length / 5);
  },
);
