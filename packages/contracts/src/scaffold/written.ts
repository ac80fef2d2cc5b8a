import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WouldOverwrite } from './errors';

/** A file to write; `before` is what it holds now, absent for a new one. */
export interface Draft {
  readonly path: string;
  readonly text: string;
  readonly before?: string;
}

/** Writes all files or none. Throws WouldOverwrite when one that is to be new is there. */
export function writeDrafts(drafts: readonly Draft[]): void {
  const done: Draft[] = [];
  try {
    for (const draft of drafts) {
      mkdirSync(dirname(draft.path), { recursive: true });
      writeFileSync(draft.path, draft.text, { flag: draft.before === undefined ? 'wx' : 'w' });
      done.push(draft);
    }
  } catch (error) {
    for (const { path, before } of done) {
      if (before === undefined) rmSync(path);
      else writeFileSync(path, before);
    }
    const { code, path } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? new WouldOverwrite(`${path ?? 'the file'} is there already`) : error;
  }
}
