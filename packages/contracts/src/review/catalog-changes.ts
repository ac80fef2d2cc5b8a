import { placeOf } from '../compare/schema/position';
import { pointerTo } from '../compare/json';
import type { SourcePlace } from '../compare';
import { type CatalogEntry, DEFAULT_RULES, isWeaker, rulesOf, type Rules } from './catalog';
import { type Finding, finding, type Found } from './finding';
import type { Tree } from './tree';

/** The rules a topic is reviewed by, and what is wrong with its entry. */
export interface TopicRules {
  readonly rules: Rules;
  readonly findings: readonly Finding[];
}

/** Reads a topic's rules; an entry that means nothing is held to the strictest, and is a finding. */
export function topicRules(tree: Tree, topic: string, file: string): TopicRules {
  const entry = tree.catalog.get(topic);
  const place = placeInCatalog(tree, file, topic);
  if (!entry) {
    const message = `${topic} is not in the catalog, so it is held to ${DEFAULT_RULES.compatibility}, ${DEFAULT_RULES.policy}`;
    return { rules: DEFAULT_RULES, findings: [finding({ contract: topic, versions: '', type: 'NOT_IN_CATALOG', level: 'warning', message, place })] };
  }
  try {
    return { rules: rulesOf(entry), findings: [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      rules: DEFAULT_RULES,
      findings: [finding({ contract: topic, versions: '', type: 'CATALOG_ENTRY_WRONG', message: error.message, place })],
    };
  }
}

/** What a changed entry takes away from those who rely on the topic. */
export function catalogFindings(base: Tree, now: Tree, topic: string, file: string): readonly Finding[] {
  const before = base.catalog.get(topic);
  const after = now.catalog.get(topic);
  if (!before || !after) return [];
  return [...promiseFindings(before, after), ...entryFindings(before, after)].map(({ member, ...found }) =>
    finding({ contract: topic, versions: '', pointer: pointerTo('', topic, member), place: placeInCatalog(now, file, topic, member), ...found }),
  );
}

type Change = Pick<Found, 'type' | 'level' | 'message'> & { readonly member: string };

function promiseFindings(before: CatalogEntry, after: CatalogEntry): readonly Change[] {
  let old: Rules;
  let now: Rules;
  try {
    [old, now] = [rulesOf(before), rulesOf(after)];
  } catch {
    return [];
  }
  const changes: Change[] = [];
  if (isWeaker(old.compatibility, now.compatibility)) {
    const message = `the topic promises less: ${old.compatibility} became ${now.compatibility}`;
    changes.push({ type: 'COMPATIBILITY_WEAKENED', level: 'error', message, member: 'compatibility' });
  }
  if (old.policy === 'strict' && now.policy === 'lenient') {
    const message = 'the policy became lenient: changes that break only events nobody should have published are let through from now on';
    changes.push({ type: 'POLICY_LOOSENED', level: 'warning', message, member: 'policy' });
  }
  return changes;
}

function entryFindings(before: CatalogEntry, after: CatalogEntry): readonly Change[] {
  const changes: Change[] = [];
  if (before.key !== after.key) {
    const message = `the partition key moved from ${before.key ?? 'nowhere'} to ${after.key ?? 'nowhere'}: events before and after it are not kept in one order`;
    changes.push({ type: 'KEY_CHANGED', level: 'error', message, member: 'key' });
  }
  if (before.owner !== after.owner) {
    changes.push({
      type: 'OWNER_CHANGED',
      level: 'warning',
      message: `the owner was ${before.owner ?? 'nobody'} and is ${after.owner ?? 'nobody'}`,
      member: 'owner',
    });
  }
  if ((after.retentionDays ?? 0) < (before.retentionDays ?? 0)) {
    const message = `events were kept ${before.retentionDays} days and are kept ${after.retentionDays ?? 0}`;
    changes.push({ type: 'RETENTION_SHORTENED', level: 'warning', message, member: 'retentionDays' });
  }
  return changes;
}

function placeInCatalog({ catalogText }: Tree, file: string, ...tokens: readonly string[]): SourcePlace {
  return placeOf(file, catalogText === '' ? undefined : catalogText, pointerTo('', ...tokens));
}
