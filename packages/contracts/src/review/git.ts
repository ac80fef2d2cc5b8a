import { execFileSync } from 'node:child_process';
import { ReviewError } from './errors';

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** A commit, and the name it was asked for by. */
export interface Revision {
  readonly name: string;
  /** Full object name. */
  readonly commit: string;
}

function git(root: string, args: readonly string[], input?: string): Buffer {
  return execFileSync('git', ['-C', root, ...args], {
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

function ask(root: string, args: readonly string[]): string | undefined {
  try {
    return git(root, args).toString('utf8').trim();
  } catch {
    return undefined;
  }
}

/** The commit a revision names. Throws ReviewError when it is not there. */
export function resolveRevision(root: string, name: string): Revision {
  if (ask(root, ['rev-parse', '--show-toplevel']) === undefined) throw new ReviewError(`${root} is not in a git repository`);
  // A name that starts with a dash would be read as an option.
  const commit = name.startsWith('-') ? undefined : ask(root, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (!commit) throw new ReviewError(`the revision ${JSON.stringify(name)} is not in this repository; a shallow clone may have to fetch it first`);
  return { name, commit };
}

/** What a branch is compared with unless told: where it left the main branch, or HEAD when it is the main branch. */
export function defaultRevision(root: string): Revision {
  for (const main of ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']) {
    const commit = ask(root, ['merge-base', 'HEAD', main]);
    if (commit) return { name: commit === ask(root, ['rev-parse', 'HEAD']) ? 'HEAD' : main, commit };
  }
  return resolveRevision(root, 'HEAD');
}

/** The texts of all JSON files below a folder at a revision, by path in that folder; none when it was not there. */
export function filesAt(root: string, { commit }: Revision, folder: string): ReadonlyMap<string, string> {
  const prefix = `${ask(root, ['rev-parse', '--show-prefix']) ?? ''}${folder}/`.replace(/^\.\//, '');
  const listing = git(root, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', prefix]).toString('utf8');
  const entries = listing.split('\0').flatMap((line) => {
    const [, object, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return object && path?.endsWith('.json') ? [{ object, path: path.slice(prefix.length) }] : [];
  });
  const texts = contentsOf(
    root,
    entries.map(({ object }) => object),
  );
  return new Map(entries.map(({ path }, index) => [path, texts[index] ?? '']));
}

/** Reads many objects by one process. */
function contentsOf(root: string, objects: readonly string[]): readonly string[] {
  if (objects.length === 0) return [];
  const output = git(root, ['cat-file', '--batch'], `${objects.join('\n')}\n`);
  let at = 0;
  return objects.map(() => {
    // "<object> blob <bytes>", a line feed, the bytes, a line feed.
    const end = output.indexOf(10, at);
    const bytes = Number(output.toString('utf8', at, end).split(' ')[2]);
    at = end + 1 + bytes + 1;
    return output.toString('utf8', end + 1, end + 1 + bytes);
  });
}
