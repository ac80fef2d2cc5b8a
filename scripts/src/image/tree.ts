import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One entry of a tree, by everything that becomes part of an image's layer. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Permission bits, setuid and its like included. */
  readonly mode: number;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** SHA-256 of a file's content, a link's target; empty for others. */
  readonly content: string;
}

/** All that is below a folder, in order of path; the folder itself is not among it. */
export function readTree(root: string, below = ''): TreeEntry[] {
  const names = readdirSync(join(root, below)).sort();
  return names.flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    const entry = readEntry(join(root, path), path);
    return entry.kind === 'folder' ? [entry, ...readTree(root, path)] : [entry];
  });
}

function readEntry(file: string, path: string): TreeEntry {
  const stat = lstatSync(file);
  const common = { path, mode: stat.mode & 0o7777, modifiedMs: stat.mtimeMs };
  if (stat.isFile()) {
    const content = createHash('sha256').update(readFileSync(file)).digest('hex');
    return { ...common, kind: 'file', bytes: stat.size, content };
  }
  if (stat.isSymbolicLink()) return { ...common, kind: 'link', bytes: 0, content: readlinkSync(file) };
  return { ...common, kind: stat.isDirectory() ? 'folder' : 'other', bytes: 0, content: '' };
}

/** One hash of everything in a tree: equal trees have equal ones. */
export function digestOf(tree: readonly TreeEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of tree) hash.update(`${lineOf(entry)}\n`);
  return hash.digest('hex');
}

/** The paths at which two trees differ, and in what. */
export function differencesOf(one: readonly TreeEntry[], other: readonly TreeEntry[]): string[] {
  const others = new Map(other.map((entry) => [entry.path, entry]));
  const known = new Set(one.map(({ path }) => path));
  const changed = one.flatMap((entry) => {
    const twin = others.get(entry.path);
    if (twin === undefined) return [`${entry.path} is missing the second time`];
    return lineOf(entry) === lineOf(twin) ? [] : [`${entry.path} differs: ${lineOf(entry)} and ${lineOf(twin)}`];
  });
  return [...changed, ...other.filter(({ path }) => !known.has(path)).map(({ path }) => `${path} is new the second time`)];
}

/** A folder's own time is not compared: an engine sets it while it puts the layer together. */
function lineOf({ path, kind, mode, bytes, modifiedMs, content }: TreeEntry): string {
  return [path, kind, mode.toString(8), bytes, kind === 'folder' ? '' : modifiedMs, content].join(' ');
}
