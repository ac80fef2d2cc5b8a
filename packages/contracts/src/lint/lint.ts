import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type CatalogFile, findingsOfMissingCatalog, findingsOfCatalog } from './catalog';
import { findingsOfCode } from './code';
import { findingsOfCycles } from './cycles';
import { isBlocking, type LintFinding, type Rule } from './finding';
import { CATALOG, readCatalog, readSchema, readTexts, schemaFolderOf, type SchemaFile, shown, type TextFile } from './folder';
import { findingsOfPlacement, type TopicFiles, topicsOf } from './placement';
import { findingsOfPublished } from './published';
import { findingsOfReferences } from './references';
import { findingsOfAjv } from './strict';
import { TOPIC_NAME } from './topic-names';
import { readTopology } from './topology';
import { findingsOfWords, idStyleOf } from './words';

/** What to lint. */
export interface LintOptions {
  /** Folders of schemas, or files and folders in them. */
  readonly paths: readonly string[];
  /** The folder of schemas the paths are in; by default the nearest one with a catalog, else each folder by itself. */
  readonly schemas?: string;
  /** The revision that says what is published; by default where the branch left the main branch. */
  readonly against?: string;
  /** The folder with `services/`; by default that of the repository, else the one the schemas are in. */
  readonly root?: string;
  /** What every `$id` starts with; by default what most start with. */
  readonly base?: string;
  /** Rules that do not count here. */
  readonly off?: readonly Rule[];
}

/** What linting found; findings are sorted by file and place. */
export interface LintResult {
  /** How many schemas were looked at. */
  readonly files: number;
  readonly findings: readonly LintFinding[];
  /** What was compared with what, and what could not be. */
  readonly notes: readonly string[];
  /** 0 nothing wrong, 1 something is, 2 something could not be read as a schema. */
  readonly exitCode: 0 | 1 | 2;
}

/** Lints folders of JSON Schemas. Throws LintError for a path that does not exist, ReviewError for an unknown revision. */
export function lint(options: LintOptions): LintResult {
  const folders = new Map<string, string[]>();
  for (const path of options.paths) {
    const own = schemaFolderOf(path);
    const folder = options.schemas === undefined ? own : resolve(options.schemas);
    folders.set(folder, [...(folders.get(folder) ?? []), resolve(path)]);
  }
  const results = [...folders].map(([folder, paths]) => lintFolder(folder, paths, options));
  const findings = results.flatMap((one) => one.findings).filter(({ rule }) => !options.off?.includes(rule));
  const errors = findings.filter(({ level }) => level === 'error');
  return {
    files: results.reduce((sum, one) => sum + one.files, 0),
    findings: findings.sort(byPlace),
    notes: [...new Set(results.flatMap((one) => one.notes))],
    exitCode: errors.some(isBlocking) ? 2 : errors.length > 0 ? 1 : 0,
  };
}

function byPlace(a: LintFinding, b: LintFinding): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}

function lintFolder(folder: string, paths: readonly string[], options: LintOptions): Omit<LintResult, 'exitCode'> {
  const texts = readTexts(folder);
  const read = texts.map(readSchema);
  const files = read.filter((one): one is SchemaFile => 'root' in one);
  const style = options.base === undefined ? idStyleOf(files) : { base: options.base, ending: idStyleOf(files)?.ending ?? ('' as const) };
  const references = findingsOfReferences(files, style?.base);
  const published = findingsOfPublished(folder, texts, options.against);
  const all = [
    ...read.filter((one): one is LintFinding => 'rule' in one),
    ...files.flatMap((file) => findingsOfWords(file, style)),
    ...references,
    ...findingsOfAjv(soundIn(files, references)),
    ...published.findings,
    ...findingsOfTopics(folder, texts, files, options),
  ];
  const whole = paths.includes(folder);
  const wanted = (file: string): boolean => whole || paths.some((path) => isIn(resolve(file), path));
  return { files: texts.filter(({ file }) => wanted(file)).length, findings: all.filter(({ file }) => wanted(file)), notes: [published.note] };
}

/** Ajv neither takes an identifier twice nor comes back from a circle. */
function soundIn(files: readonly SchemaFile[], references: readonly LintFinding[]): readonly SchemaFile[] {
  const faulty = new Set(references.filter(({ rule }) => rule === 'ID_TWICE' || rule === 'REF_CYCLE').map(({ file }) => file));
  return files.filter(({ file }) => !faulty.has(file));
}

function findingsOfTopics(folder: string, texts: readonly TextFile[], files: readonly SchemaFile[], options: LintOptions): readonly LintFinding[] {
  const catalog = readCatalog(folder);
  if (catalog && 'rule' in catalog) return [catalog];
  const topics = topicsOf(texts, files);
  const isPlatform = catalog !== undefined || [...topics.keys()].some((topic) => TOPIC_NAME.test(topic));
  // A folder of other schemas knows no topics, and its files may stand where they like.
  if (!isPlatform) return [];
  return [
    ...findingsOfPlacement(texts),
    ...findingsOfEntries(folder, catalog, topics),
    ...findingsOfServices(folder, new Set(topics.keys()), options),
  ];
}

function findingsOfEntries(folder: string, catalog: CatalogFile | undefined, topics: ReadonlyMap<string, TopicFiles>) {
  return catalog ? findingsOfCatalog(catalog, topics) : findingsOfMissingCatalog(topics, shown(join(folder, CATALOG)));
}

function findingsOfServices(folder: string, contracts: ReadonlySet<string>, options: LintOptions): readonly LintFinding[] {
  const root = resolve(options.root ?? rootOf(folder));
  if (!existsSync(join(root, 'services'))) return [];
  const topology = readTopology(root, relative(root, folder));
  return [...findingsOfCode(topology, root, contracts), ...findingsOfCycles(topology, root)];
}

/** The repository a folder is in, else the folder above it. */
function rootOf(folder: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'rev-parse', '--show-toplevel'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return dirname(folder);
  }
}

function isIn(file: string, path: string): boolean {
  return file === path || !relative(path, file).startsWith('..');
}
