import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_MARK } from './pages-html';

/** Makes a folder hold these pages, and returns how many; of what else is there only pages of an earlier run go. */
export function writePages(pages: ReadonlyMap<string, string>, folder: string): number {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.html') && !pages.has(name) && existsSync(path) && readFileSync(path, 'utf8').includes(PAGE_MARK)) rmSync(path);
  }
  for (const [name, content] of pages) writeFileSync(join(folder, name), content);
  return pages.size;
}
