import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differencesOf, digestOf, readTree } from './tree.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecart-tree-'));
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'file'), 'text', { mode: 0o644 });
  symlinkSync('b/file', join(folder, 'a'));
  utimesSync(join(folder, 'b', 'file'), 0, 0);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('when a tree is read, then every entry is told in order, with what makes it', () => {
  expect(readTree(folder)).toMatchObject([
    { path: 'a', kind: 'link', content: 'b/file' },
    { path: 'b', kind: 'folder', bytes: 0 },
    { path: 'b/file', kind: 'file', mode: 0o644, bytes: 4, modifiedMs: 0, content: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ]);
});

const file = () => join(folder, 'b', 'file');
test.each([
  ['content', () => (writeFileSync(file(), 'next'), utimesSync(file(), 0, 0)), 'b/file differs'],
  ['permissions', () => chmodSync(file(), 0o600), 'b/file differs'],
  ['time', () => utimesSync(file(), 5, 5), 'b/file differs'],
  ['a new entry', () => writeFileSync(join(folder, 'c'), ''), 'c is new the second time'],
  ['a lost entry', () => rmSync(file()), 'b/file is missing the second time'],
])('when two trees differ in %s, then the path and the digest tell', (_, change, words) => {
  const before = readTree(folder);
  change();
  const after = readTree(folder);
  expect(differencesOf(before, after)).toEqual([expect.stringContaining(words)]);
  expect(digestOf(after)).not.toBe(digestOf(before));
});

test("when only a folder's own time differs, then the trees are the same", () => {
  const before = readTree(folder);
  utimesSync(join(folder, 'b'), 9, 9);
  const after = readTree(folder);
  expect([differencesOf(before, after), digestOf(after)]).toEqual([[], digestOf(before)]);
});
