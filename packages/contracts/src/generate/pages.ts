import type { Topology } from '../review/affected';
import { rulesOf } from '../review/catalog';
import { versionsOf } from '../review/history';
import { type Comparison, judge } from '../review/judge';
import { type Tree, workingTree } from '../review/tree';
import { indexPage, pageName } from './pages-index';
import { topicPage, type TopicPage } from './pages-topic';
import type { Sources } from './sources';
import { newestOf } from './versions';

/** What the pages are made from. */
export interface PageSources {
  /** Folder that holds `json-schema/`. */
  readonly root: string;
  readonly sources: Sources;
  readonly topology: Topology;
}

/** The contract pages by file name: `index.html`, and one a topic. */
export function pagesOf({ root, sources, topology }: PageSources): ReadonlyMap<string, string> {
  const tree = workingTree(root, 'json-schema');
  const schemas = new Map(sources.files.map((file) => [file.id, file]));
  const topics = Object.entries(sources.catalog)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]): TopicPage => ({
      name,
      entry,
      files: sources.files.filter((file) => file.kind === 'topic' && file.name === name),
      schemas,
      producers: topology.producers.get(name) ?? [],
      consumers: topology.consumers.get(name) ?? [],
      comparisons: comparisonsOf(tree, name),
    }));
  const envelope = newestOf(sources.files.filter(({ kind }) => kind === 'envelope'));
  return new Map([['index.html', indexPage(topics, envelope)], ...topics.map((topic): [string, string] => [pageName(topic.name), topicPage(topic)])]);
}

/** Each version against every older one, in both directions. */
function comparisonsOf(tree: Tree, topic: string): readonly Comparison[] {
  const { policy } = rulesOf(tree.catalog.get(topic));
  const held = versionsOf(tree, topic).map((contract) => ({ tree, contract }));
  return held.flatMap((now, index) => judge(held.slice(0, index), now, { compatibility: 'FULL_TRANSITIVE', policy, stated: true }).comparisons);
}
