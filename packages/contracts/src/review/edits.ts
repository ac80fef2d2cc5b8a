import { placeOf } from '../compare/schema/position';
import type { Rules } from './catalog';
import type { Contract } from './contract';
import { type Finding, finding } from './finding';
import { versionsOf } from './history';
import { judge, type Judgement } from './judge';
import { type Files, labelOf, type Moments, type Part } from './moments';
import { type Needed, neededFor } from './versions';

/** A published file never changes; a contract without versions may, as long as it breaks nobody. */
export function reviewEdits({ base, now }: Moments, files: Files, rules: Rules): Part {
  const parts = files.edited.map(([old, edited]): Part => {
    const judged = judge([{ tree: base, contract: old }], { tree: now, contract: edited }, rules);
    if (!old.version) return judged;
    const published = versionsOf(base, files.name).map(({ version }) => version);
    const needed = neededFor(published, old.version.major, judged.compatible !== false);
    return { ...judged, findings: [editFinding(edited, judged, needed), ...judged.findings], needed };
  });
  const needed = parts.find((part) => part.needed?.level === 'major')?.needed ?? parts[0]?.needed;
  return { comparisons: parts.flatMap((part) => part.comparisons), findings: parts.flatMap((part) => part.findings), ...(needed ? { needed } : {}) };
}

function editFinding(edited: Contract, { compatible }: Judgement, { version }: Needed): Finding {
  const effect = compatible === false ? ' The edit breaks events, so it needs a new major.' : '';
  const message = `a published contract never changes: put it back, and publish the change as ${version}.${effect}`;
  return finding({
    contract: edited.name,
    versions: labelOf(edited),
    type: 'PUBLISHED_FILE_EDITED',
    message,
    place: placeOf(edited.file, edited.text, ''),
  });
}

/** What is gone: a version, or the contract, or its name. */
export function reviewDeletions({ topology }: Moments, { name, before, deleted }: Files, renamed: Contract | undefined): Part {
  const last = deleted.at(-1);
  if (!last) return { comparisons: [], findings: [] };
  const consumers = topology.consumers.get(name) ?? [];
  const readers = consumers.length > 0 ? `, and ${consumers.join(', ')} ${consumers.length === 1 ? 'consumes' : 'consume'} it` : '';
  const versions = deleted.map(labelOf).join(', ');
  const about = { contract: name, versions, place: { file: last.file, line: 1, column: 1, pointer: '' } };
  if (deleted.length < before.length) {
    return only(
      finding({ ...about, type: 'VERSION_DELETED', message: `version ${versions} is gone: events of it are in streams and archives${readers}` }),
    );
  }
  if (renamed) {
    const message = `${name} became ${renamed.name}: to whoever knows the old name that is a deletion${readers}. Publish both until the last consumer has moved.`;
    return only(finding({ ...about, type: 'CONTRACT_RENAMED', message, place: placeOf(renamed.file, renamed.text, '/$id') }));
  }
  return only(finding({ ...about, type: 'CONTRACT_DELETED', message: `${name} is gone${readers}` }));
}

const only = (one: Finding): Part => ({ comparisons: [], findings: [one] });
