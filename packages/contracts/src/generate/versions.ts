import type { SchemaFile } from './sources';

/** Of files sorted by version, the newest minor of each major version. */
export function newestOfEachMajor(files: readonly SchemaFile[]): readonly SchemaFile[] {
  return [...new Map(files.map((file) => [`${file.kind}/${file.name}/${file.major}`, file])).values()];
}

/** The newest of the files, which are sorted by version. Throws when there is none. */
export function newestOf(files: readonly SchemaFile[]): SchemaFile {
  const newest = files.at(-1);
  if (!newest) throw new Error('json-schema/envelope/ holds no version');
  return newest;
}
