import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Json, JsonObject } from '../../compare';

/** A git repository of its own, with one topic, `shop.door.opened`, published as 1.0. */
export interface TestRepository {
  readonly root: string;
  /** Writes a file of `json-schema/`; a text as it is, anything else as JSON. */
  write(path: string, content: Json): void;
  remove(path: string): void;
  git(...args: string[]): string;
  /** Commits everything; resolves to nothing more than that. */
  commit(): void;
  dispose(): void;
}

/** The topic of the test repository. */
export const DOOR = 'shop.door.opened';

/** An entry of the catalog. */
export function entry(change: JsonObject = {}): JsonObject {
  return { owner: 'shop', key: '/id', retentionDays: 30, compatibility: 'FULL_TRANSITIVE', policy: 'lenient', ...change };
}

/** A version of the topic: an id and a room, both texts, and what the test adds. */
export function door(version: string, change: { required?: string[]; properties?: JsonObject; more?: JsonObject } = {}, topic = DOOR): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://schemas.example.test/${topic}/${version}`,
    title: 'Door opened',
    type: 'object',
    required: change.required ?? ['id'],
    properties: change.properties ?? { id: { type: 'string' }, room: { enum: ['hall', 'attic'] } },
    ...change.more,
  };
}

/** Makes a repository whose first commit holds the catalog and 1.0 of the topic. */
export function createRepository(catalogEntry: JsonObject = entry()): TestRepository {
  const root = mkdtempSync(join(tmpdir(), 'review-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false', ...args], {
      encoding: 'utf8',
    });
  const repository: TestRepository = {
    root,
    write(path, content) {
      const file = join(root, 'json-schema', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    },
    remove: (path) => rmSync(join(root, 'json-schema', path), { recursive: true }),
    git,
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'Change the contracts');
    },
    dispose: () => rmSync(root, { recursive: true }),
  };
  git('init', '--quiet', '--initial-branch', 'main');
  repository.write('catalog.json', { [DOOR]: catalogEntry });
  repository.write(`${DOOR}/1.0.json`, door('1.0'));
  repository.commit();
  return repository;
}
