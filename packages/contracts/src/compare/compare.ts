import type { Json } from './json';
import { isObject } from './json';
import { phraseOf } from './diff/catalogue';
import type { Finding } from './diff/finding';
import { findDifferences } from './diff/walk';
import { type Check, judge, type Judgement, readDifferently, type Stage, stageOf } from './direction';
import { no, yes } from './prove/literal';
import type { CompareResult, Difference, DirectionProof, Mode, Policy, Verdict } from './result';
import type { SchemaDocument } from './schema/document';
import { loadSchemaValue } from './schema/load';

/** Options of a comparison. */
export interface CompareOptions {
  mode?: Mode;
  policy?: Policy;
  /**
   * Who judges instances. By default the built-in evaluation, and Ajv as well where the two may read a
   * schema differently (contains, unevaluatedItems, unevaluatedProperties); Ajv costs its compilation.
   */
  check?: Check;
}

type Direction = 'backward' | 'forward';

/**
 * Compares two schemas. Accepts loaded documents or parsed schemas.
 * Throws SchemaLoadError for a schema that cannot be loaded, InternalContradiction for a disproved proof.
 */
export function compareSchemas(old: SchemaDocument | Json, now: SchemaDocument | Json, options: CompareOptions = {}): CompareResult {
  const { mode = 'backward', policy = 'strict' } = options;
  const before = documentOf(old, 'old.json');
  const after = documentOf(now, 'new.json');
  const twofold = readDifferently(before) || readDifferently(after);
  const stages = [stageOf(before, after, 'specification')];
  if (twofold) stages.push(stageOf(before, after, 'ajv'));
  const check = options.check ?? (twofold ? 'ajv' : 'built-in');
  const lenient = policy === 'lenient';
  const judgements = new Map<Direction, Judgement>();
  if (mode !== 'forward') judgements.set('backward', judge({ stages, side: 'old', sub: before, sup: after, lenient, check }));
  if (mode !== 'backward') judgements.set('forward', judge({ stages, side: 'new', sub: after, sup: before, lenient, check }));
  return conclude(stages[0] as Stage, judgements, mode, policy);
}

function documentOf(schema: SchemaDocument | Json, file: string): SchemaDocument {
  const loaded = isObject(schema as Json) && 'registry' in (schema as object) && 'resource' in (schema as object);
  return loaded ? (schema as SchemaDocument) : loadSchemaValue(schema as Json, file);
}

function conclude(stage: Stage, judgements: Map<Direction, Judgement>, mode: Mode, policy: Policy): CompareResult {
  const findings = findDifferences(stage.universe, stage.prover, stage.old, stage.new);
  const differences = findings.map((finding) => difference(stage, finding, judgements));
  const failed = [...judgements.values()].filter(({ result }) => result === 'refuted' || result === 'undecided');
  if (failed.length > 0 && !differences.some(({ breaking }) => breaking)) differences.push(combined(failed));
  const witness = failed.find((judgement) => judgement.witness)?.witness;
  const verdict = verdictOf(failed);
  const directions = [...judgements].map(([direction, { result, reason }]): DirectionProof => ({ direction, result, reason }));
  const results = directions.map(({ result }) => result);
  const worst = (['refuted', 'undecided', 'tolerated'] as const).find((result) => results.includes(result)) ?? 'proved';
  return {
    compatible: verdict === 'compatible',
    mode,
    policy,
    verdict,
    differences,
    ...(witness ? { witness: witness.value } : {}),
    proof: { result: worst, directions },
  };
}

function verdictOf(failed: Judgement[]): Verdict {
  if (failed.length === 0) return 'compatible';
  if (failed.some(({ witness }) => witness)) return 'breaking';
  return failed.some(({ result }) => result === 'refuted') ? 'breaking-without-witness' : 'undecided';
}

function combined(failed: Judgement[]): Difference {
  const reason = failed.every(({ result }) => result === 'undecided') ? 'could not be shown harmless' : phraseOf('CONSTRAINTS_CHANGED');
  return { type: 'CONSTRAINTS_CHANGED', path: '', old: null, new: null, breaking: true, reason };
}

/** Judges one difference by itself, in each direction that was not proved as a whole. */
function difference(stage: Stage, finding: Finding, judgements: Map<Direction, Judgement>): Difference {
  const broken: Direction[] = [];
  let tolerated = false;
  for (const [direction, judgement] of judgements) {
    if (judgement.result === 'proved' || !breaks(stage, finding, direction)) continue;
    if (judgement.result === 'tolerated' || judgement.tolerated.has(finding.path)) tolerated = true;
    else broken.push(direction);
  }
  const { type, path, old, new: now } = finding;
  return { type, path, old, new: now, breaking: broken.length > 0, reason: `${phraseOf(type)}: ${consequence(broken, tolerated)}` };
}

function consequence(broken: Direction[], tolerated: boolean): string {
  if (broken.length === 2) return 'each side accepts what the other refuses';
  if (broken[0] === 'backward') return 'what the old schema accepts, the new one can refuse';
  if (broken[0] === 'forward') return 'what the new schema accepts, the old one can refuse';
  return tolerated ? 'tolerated by the lenient policy' : 'harmless here';
}

/** Whether an instance of one side can fail this one constraint of the other; doubt counts as yes. */
function breaks(stage: Stage, finding: Finding, direction: Direction): boolean {
  const [sub, part] = direction === 'backward' ? [finding.oldNode, finding.newPart] : [finding.newNode, finding.oldPart];
  return stage.prover.ask([yes(sub), no(part)]).kind !== 'none';
}
