import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a file holds: a text as it is, anything else as JSON. */
export type Content = string | object | boolean;

/** A throw-away folder of files. */
export interface TestFolder {
  readonly path: string;
  /** Absolute path of a file in it. */
  at(...parts: string[]): string;
  write(files: Readonly<Record<string, Content>>): void;
  /** Runs git in it, with an author. */
  git(...args: string[]): string;
  remove(): void;
}

/** Makes a throw-away folder with these files. */
export function testFolder(files: Readonly<Record<string, Content>> = {}): TestFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'contracts-')));
  const at = (...parts: string[]) => join(path, ...parts);
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false'];
  const folder: TestFolder = {
    path,
    at,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        mkdirSync(dirname(at(name)), { recursive: true });
        writeFileSync(at(name), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
      }
    },
    git: (...args) => execFileSync('git', ['-C', path, ...identity, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  folder.write(files);
  return folder;
}

/** The draft every contract is of. */
export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
/** What the identifiers of the tests' contracts start with. */
export const BASE = 'https://schemas.example.com/';

/** A contract in which nothing is wrong, at a path without ending. */
export function contract(path: string, change: object = {}): object {
  return {
    $schema: DRAFT,
    $id: BASE + path,
    title: 'A contract',
    description: 'Says what happened.',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', description: 'Names it.' } },
    examples: [{ id: 'a' }],
    ...change,
  };
}

/** A catalog entry in which nothing is wrong. */
export function entry(owner: string, change: object = {}): object {
  return { owner, key: '/id', retentionDays: 30, compatibility: 'FULL_TRANSITIVE', description: 'It happened.', ...change };
}
