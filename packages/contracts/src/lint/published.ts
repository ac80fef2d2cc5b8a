import { execFileSync } from 'node:child_process';
import { ReviewError } from '../review/errors';
import { defaultRevision, resolveRevision, type Revision } from '../review/git';
import { findingAt, type LintFinding } from './finding';
import { shown, type TextFile } from './folder';
import { placed } from './placement';

/** Published files compared with what they were, or why that was not possible. */
export interface PublishedCheck {
  readonly findings: readonly LintFinding[];
  readonly note: string;
}

/**
 * Finds versions that exist at the base revision and read differently now. Outside a git repository nothing
 * is compared, which the note says; a revision that is asked for and not there throws ReviewError.
 */
export function findingsOfPublished(folder: string, files: readonly TextFile[], against: string | undefined): PublishedCheck {
  const base = against === undefined ? baseOf(folder) : resolveRevision(folder, against);
  if (typeof base === 'string') return { findings: [], note: `published files were not compared: ${base}` };
  const published = objectsAt(folder, base);
  const findings = files.flatMap((file) => {
    const object = placed(file.path).version && published.get(file.path);
    return object === undefined ? [] : editOf(file, git(folder, 'cat-file', 'blob', object), base);
  });
  return { findings, note: `published files were compared with ${base.name} (${base.commit.slice(0, 12)})` };
}

function baseOf(folder: string): Revision | string {
  try {
    return defaultRevision(folder);
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    return error.message.includes('not in a git repository')
      ? `${shown(folder) || 'this folder'} is not in a git repository`
      : 'there is no commit yet';
  }
}

/** The objects below a folder at a revision, by path in the folder. */
function objectsAt(folder: string, { commit }: Revision): ReadonlyMap<string, string> {
  const entries = git(folder, 'ls-tree', '-r', '-z', commit).split('\0');
  return new Map(
    entries.flatMap((entry) => {
      const [, object, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return object === undefined || path === undefined ? [] : [[path, object] as const];
    }),
  );
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 256 * 1024 * 1024 });
}

/** The first line that differs; how lines end is git's affair. */
function editOf(file: TextFile, before: string, base: Revision): readonly LintFinding[] {
  const was = linesOf(before);
  const now = linesOf(file.text);
  const line = now.findIndex((text, index) => text !== was[index]);
  if (line < 0 && was.length === now.length) return [];
  const place = { file: file.file, line: line < 0 ? now.length : line + 1, column: 1, pointer: '' };
  const message = `the file was published at ${base.name} and never changes after that; take it back and add a new version`;
  return [findingAt(place, 'PUBLISHED_FILE_EDITED', message)];
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
}
