import { placeOf } from '../compare/schema/position';
import { modeOf, type Rules } from './catalog';
import { versionText } from './contract';
import { type Finding, finding } from './finding';
import { mustHoldAgainst, type Versioned, versionsOf } from './history';
import { type Comparison, type Held, judge, type Judgement } from './judge';
import type { Files, Moments, Part } from './moments';
import { neededFor, type Needed, newestMinor, numberFinding } from './versions';

/** New versions, oldest first: each is judged against those published and those new before it. */
export function reviewAdded({ base, now }: Moments, files: Files, rules: Rules): Part {
  const comparisons: Comparison[] = [];
  const findings: Finding[] = [];
  let needed: Needed | undefined;
  const published = versionsOf(base, files.name);
  const known: Held[] = published.map((contract) => ({ tree: base, contract }));
  for (const added of files.added) {
    const held = { tree: now, contract: added };
    const part = added.version ? reviewVersion({ known, held, rules, published }, added as Versioned) : judge([], held, rules);
    comparisons.push(...part.comparisons);
    findings.push(...part.findings);
    needed = 'needed' in part ? part.needed : needed;
    known.push(held);
  }
  return { comparisons, findings, ...(needed ? { needed } : {}) };
}

interface Added {
  readonly known: readonly Held[];
  readonly held: Held;
  readonly rules: Rules;
  readonly published: readonly Versioned[];
}

function reviewVersion({ known, held, rules, published }: Added, added: Versioned): Part {
  const numbers = known.flatMap(({ contract }) => (contract.version ? [contract.version] : []));
  const place = placeOf(added.file, added.text, '/$id');
  const number = numberFinding(added, numbers, place);
  const isMinor = newestMinor(numbers, added.version.major) !== undefined;
  const judged = judge(isMinor ? mustHoldAgainst(known, added, rules) : previousMajor(known, added), held, rules);
  const numbersThen = published.map(({ version }) => version);
  const needed = neededFor(
    numbersThen,
    isMinor ? added.version.major : Math.max(0, ...numbersThen.map(({ major }) => major)),
    judged.compatible !== false,
  );
  if (isMinor || judged.comparisons.length === 0)
    return { comparisons: judged.comparisons, findings: [...(number ? [number] : []), ...judged.findings], needed };
  // A new major may break what came before it; whether it has to is worth a word.
  const faults = judged.findings.filter(({ type }) => type === 'NOT_LOADABLE');
  return {
    comparisons: judged.comparisons,
    findings: [...(number ? [number] : []), ...faults, ...majorFinding(added, judged, rules, needed, place)],
    needed,
  };
}

function majorFinding(added: Versioned, judged: Judgement, rules: Rules, needed: Needed, place: Finding['place']): readonly Finding[] {
  if (judged.compatible !== true || !modeOf(rules.compatibility)) return [];
  const text = versionText(added.version);
  const message = `${text} breaks nothing of ${judged.comparisons[0]?.old ?? 'the major before'}: as ${needed.version} nobody would have to move`;
  return [finding({ contract: added.name, versions: text, type: 'MAJOR_NOT_NEEDED', level: 'warning', message, place })];
}

/** The newest version of the major before. */
function previousMajor(known: readonly Held[], { version }: Versioned): readonly Held[] {
  return known.filter(({ contract }) => (contract.version?.major ?? version.major) < version.major).slice(-1);
}
