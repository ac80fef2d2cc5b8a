import type { Comparison } from '../review/judge';
import { diffId, diffSection, type DiffSide, verdictWord } from './pages-diff';
import { flowDiagram } from './pages-flow';
import { code, html, type Html, json, NOTHING, page, table } from './pages-html';
import { type PropertyRow, propertyRows } from './pages-properties';
import type { CatalogEntry, SchemaFile } from './sources';

/** All that a topic's page shows. */
export interface TopicPage {
  readonly name: string;
  readonly entry: CatalogEntry;
  /** Oldest first. */
  readonly files: readonly SchemaFile[];
  /** Every contract by its `$id`. */
  readonly schemas: ReadonlyMap<string, SchemaFile>;
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  /** Of each pair of versions, the older first. */
  readonly comparisons: readonly Comparison[];
}

const versionOf = ({ major, minor }: SchemaFile): string => `${major}.${minor}`;

/** The page of one topic. */
export function topicPage(topic: TopicPage): string {
  const { name, entry, files } = topic;
  const newest = files.at(-1);
  const body = html`<h1>${name}</h1>
    <p>${newest?.schema.description ?? entry.description}</p>
    ${factsOf(topic)} ${flowDiagram({ title: 'Flow', topics: [topic] })}
    <h2 id="versions">Versions</h2>
    <ul>
      ${files.map((file) => html`<li><a href="#v${versionOf(file)}">${versionOf(file)}</a>${file === newest ? ', the newest' : ''}</li> `)}
    </ul>
    ${[...files].reverse().map((file) => versionSection(topic, file))} ${diffs(topic)}`;
  return page(`${name} · contracts`, body, false);
}

function factsOf({ entry, producers, consumers }: TopicPage): Html {
  const services = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'nobody');
  return html`<dl>
    <dt>Published by</dt>
    <dd>${services(producers)}</dd>
    <dt>Consumed by</dt>
    <dd>${services(consumers)}</dd>
    <dt>Owner</dt>
    <dd>${entry.owner}</dd>
    <dt>Partition key</dt>
    <dd>${code(entry.key)}</dd>
    <dt>Kept for</dt>
    <dd>${entry.retentionDays} days</dd>
    <dt>Compatibility</dt>
    <dd>${entry.compatibility}, ${entry.policy ?? 'strict'}</dd>
  </dl>`;
}

function versionSection({ schemas }: TopicPage, file: SchemaFile): Html {
  const { schema, id } = file;
  const version = versionOf(file);
  return html`<section aria-labelledby="v${version}">
    <h3 id="v${version}">Version ${version}</h3>
    <p class="soft">${code(id)}</p>
    ${propertyTable(`Properties of ${version}`, propertyRows(schema, schemas))}
    ${(schema.examples ?? []).map(
      (example, index) =>
        html`<h4>Example${(schema.examples?.length ?? 0) > 1 ? ` ${index + 1}` : ''}</h4>
          ${json(example)}`,
    )}
    <details>
      <summary>Schema of ${version}</summary>
      ${json(schema)}
    </details>
  </section>`;
}

/** The properties of a contract, with what they are held to. */
export function propertyTable(caption: string, rows: readonly PropertyRow[]): Html {
  const cells = rows.map(({ path, required, rule, description }) => [
    code(path),
    html`${required ? 'required' : 'optional'}`,
    code(rule),
    html`${description}`,
  ]);
  return table(caption, ['Property', 'Presence', 'Rule', 'Meaning'], cells);
}

/** Every pair of versions: a table that leads to them, and then each. */
function diffs({ files, schemas, comparisons }: TopicPage): Html {
  if (comparisons.length === 0) return NOTHING;
  const sides = new Map(
    files.map((file): [string, DiffSide] => [versionOf(file), { version: versionOf(file), rows: propertyRows(file.schema, schemas) }]),
  );
  const rows = comparisons.map((comparison) => {
    const { old, new: now } = comparison;
    return [html`<a href="#${diffId(old, now)}">${old} → ${now}</a>`, verdictWord(comparison)];
  });
  const sections = comparisons.flatMap((comparison) => {
    const [old, now] = [sides.get(comparison.old), sides.get(comparison.new)];
    return old && now ? [diffSection(old, now, comparison)] : [];
  });
  return html`<h2 id="diffs">Differences</h2>
    ${table('Any two versions', ['From → to', 'Verdict'], rows)} ${sections}`;
}
