import type { ContractReview, Review } from '../result';
import type { Finding } from '../finding';

/** What a reader of a refusal can do about it, most likely first. */
export function adviceOf(contract: ContractReview, { against }: Review): readonly string[] {
  const types = new Set(contract.findings.filter(({ level, approval }) => level === 'error' && !approval).map(({ type }) => type));
  const advice: string[] = [];
  const { name, needed, changes } = contract;
  const folder = (contract.findings[0]?.place.file ?? '').split('/').slice(0, -1).join('/');
  if (types.delete('PUBLISHED_FILE_EDITED')) {
    for (const version of changes.edited)
      advice.push(`Put ${version} back: \`git checkout ${against.commit.slice(0, 7)} -- ${folder}/${version}.json\``);
    advice.push(
      `Publish the change as ${needed?.version ?? 'a new version'}: \`npm run contracts -- new-version ${name} --${needed?.level === 'major' ? 'major' : 'minor'}\``,
    );
  }
  if (types.delete('VERSION_SKIPPED') || types.delete('VERSION_OUT_OF_ORDER')) advice.push(`Number it ${needed?.version ?? 'the next version'}.`);
  if (types.delete('VERSION_DELETED') || types.delete('CONTRACT_DELETED')) {
    advice.push(`Keep it until its last consumer has gone: \`git checkout ${against.commit.slice(0, 7)} -- ${folder}\``);
  }
  if (types.delete('CONTRACT_RENAMED')) advice.push(`Keep ${name} beside ${changes.renamedTo ?? 'the new one'} until its last consumer has moved.`);
  if (types.delete('COMPATIBILITY_WEAKENED')) advice.push('Keep the mode; a change that it forbids is a new major.');
  if (types.delete('KEY_CHANGED')) advice.push('Keep the key; another key is another topic.');
  if (types.delete('CATALOG_ENTRY_WRONG')) advice.push('Correct the entry in the catalog.');
  if (types.delete('NOT_LOADABLE')) advice.push('Correct the file: nothing is known about it until it can be loaded.');
  if (types.size > 0) advice.push(...breakingAdvice(contract));
  return advice;
}

function breakingAdvice({ kind, needed, changes }: ContractReview): readonly string[] {
  if (kind === 'unversioned') return ['Accept what was accepted before; what is new has to be optional.'];
  if (changes.edited.length > 0) return [];
  const major = needed?.level === 'major' ? needed.version : 'the next major';
  return [
    'Make it compatible: what is new has to be optional, what was accepted has to stay so.',
    `Or publish it as ${major}, beside what is there, until the last consumer has moved.`,
  ];
}

/** The entry of the approvals file that would accept findings. */
export function approvalSnippet(findings: readonly Finding[]): string {
  const open = findings.filter(({ level, approval }) => level === 'error' && !approval);
  const entries = open.map(({ fingerprint }) => [fingerprint, { who: '', why: '', until: 'YYYY-MM-DD' }]);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}
