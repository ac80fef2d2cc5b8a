import { flowDiagram } from './pages-flow';
import { code, html, type Html, page, table } from './pages-html';
import { propertyRows } from './pages-properties';
import { propertyTable, type TopicPage } from './pages-topic';
import type { SchemaFile } from './sources';

/** Name of a topic's page. */
export const pageName = (topic: string): string => `${topic}.html`;

/** The page that leads to all topics, with the envelope they share. */
export function indexPage(topics: readonly TopicPage[], envelope: SchemaFile): string {
  const flow = topics.map((topic) => ({ ...topic, href: pageName(topic.name) }));
  const body = html`<h1>Contracts</h1>
    <p>${topics.length} topics. Each event is a CloudEvent whose ${code('data')} one of these contracts describes.</p>
    ${flowDiagram({ title: 'Who publishes what to whom', topics: flow })}
    <h2 id="topics">Topics</h2>
    ${table('All topics', ['Topic', 'Versions', 'Published by', 'Consumed by', 'Compatibility', 'What happened'], topics.map(topicRow))}
    <h2 id="envelope">Envelope</h2>
    <p>${envelope.schema.description ?? ''}</p>
    ${propertyTable(`Attributes of ${envelope.path}`, propertyRows(envelope.schema, topics[0]?.schemas ?? new Map<string, SchemaFile>()))}`;
  return page('Contracts', body, true);
}

function topicRow({ name, entry, files, producers, consumers }: TopicPage): readonly Html[] {
  return [
    html`<a href="${pageName(name)}">${name}</a>`,
    html`${files.map(({ major, minor }) => `${major}.${minor}`).join(', ')}`,
    html`${producers.join(', ') || '–'}`,
    html`${consumers.join(', ') || '–'}`,
    html`${entry.compatibility}, ${entry.policy ?? 'strict'}`,
    html`${entry.description}`,
  ];
}
