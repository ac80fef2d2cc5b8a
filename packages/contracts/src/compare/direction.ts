import { InternalContradiction } from './errors';
import { canonical, type Json } from './json';
import { findDifferences } from './diff/walk';
import type { Finding } from './diff/finding';
import { isTolerated, undoTolerated } from './diff/lenient';
import { accepts } from './prove/evaluate';
import { Prover } from './prove/prover';
import { compileDocument, type Flavour } from './schema/compile';
import type { SchemaDocument } from './schema/document';
import type { Node } from './schema/node';
import { Universe } from './schema/universe';
import { instancesOf } from './witness/candidates';
import { minimise } from './witness/minimise';
import { type Oracle, oracleOf } from './witness/oracle';

/** Two schemas compiled into one universe, ready to be asked about. */
export interface Stage {
  universe: Universe;
  prover: Prover;
  old: Node;
  new: Node;
}

/** What one direction came to. */
export interface Judgement {
  result: 'proved' | 'tolerated' | 'refuted' | 'undecided';
  reason: string;
  witness?: { value: Json };
  /** Paths of the differences the lenient policy let pass. */
  tolerated: Set<string>;
}

/** Who judges instances: the built-in evaluation alone, or Ajv as well. */
export type Check = 'built-in' | 'ajv';

const GUARD_TRIES = 6;
const AJV_GUARD_TRIES = 60;
const SEARCH_TRIES = 400;

/** Compiles both schemas, following the specification or Ajv's reading of evaluated items. */
export function stageOf(old: SchemaDocument, now: SchemaDocument, flavour: Flavour): Stage {
  const universe = new Universe();
  const before = compileDocument(old, flavour).root;
  const after = compileDocument(now, flavour).root;
  universe.settle([before, after]);
  return { universe, prover: new Prover(universe), old: before, new: after };
}

/** Whether Ajv and the specification may read a schema differently, so that a proof must hold for both. */
export function readDifferently(document: SchemaDocument): boolean {
  let known = different.get(document);
  if (known === undefined) different.set(document, (known = computeDifferent(document)));
  return known;
}

const different = new WeakMap<SchemaDocument, boolean>();

function computeDifferent(document: SchemaDocument): boolean {
  return document.registry.sources.some(({ source }) =>
    /"(?:contains|unevaluated(?:Items|Properties)|\$dynamicRef|\$recursiveRef)":/.test(JSON.stringify(source.root)),
  );
}

/** One direction of a comparison: everything `sub` accepts, `sup` must accept. */
export interface Question {
  stages: Stage[];
  side: 'old' | 'new';
  sub: SchemaDocument;
  sup: SchemaDocument;
  lenient: boolean;
  check: Check;
}

/** Decides one direction. Throws InternalContradiction when an instance contradicts a strict proof. */
export function judge(question: Question): Judgement {
  const strict = ask(question, (stage) => pairOf(stage, question.side));
  if (strict.result === 'proved') return guarded(question, strict);
  if (!question.lenient) return strict;
  const tolerated = new Set<string>();
  const relaxed = ask(question, (stage) => {
    const [sub, sup] = pairOf(stage, question.side);
    const findings = findDifferences(stage.universe, stage.prover, sub, sup);
    findings.filter(isTolerated).forEach((finding: Finding) => tolerated.add(finding.path));
    return [sub, undoTolerated(stage.universe, sup, findings)];
  });
  if (relaxed.result === 'proved') return { result: 'tolerated', reason: 'holds once the tolerated differences are set aside', tolerated };
  return { ...relaxed, tolerated };
}

function pairOf(stage: Stage, side: 'old' | 'new'): [Node, Node] {
  return side === 'old' ? [stage.old, stage.new] : [stage.new, stage.old];
}

function ask(question: Question, pair: (stage: Stage) => [Node, Node]): Judgement {
  let open: Judgement | undefined;
  const pairs = question.stages.map((stage): [Stage, Node, Node] => [stage, ...pair(stage)]);
  for (const [stage, sub, sup] of pairs) {
    const outcome = stage.prover.outside(sub, sup);
    if (outcome.kind === 'none') continue;
    if (outcome.kind === 'some') {
      const witness = confirmed(question, [outcome.value], sub, sup);
      if (witness) return refuted(witness.value);
      open = { result: 'refuted', reason: 'the constraints do not imply each other, but no instance was confirmed', tolerated: new Set() };
    } else open ??= { result: 'undecided', reason: outcome.reason, tolerated: new Set() };
  }
  if (!open) return { result: 'proved', reason: 'every case of a counterexample was refuted', tolerated: new Set() };
  for (const [stage, sub, sup] of pairs) {
    const witness = confirmed(question, instancesOf(stage.prover, sub, sup, SEARCH_TRIES), sub, sup);
    if (witness) return refuted(witness.value);
  }
  return open;
}

function refuted(value: Json): Judgement {
  return { result: 'refuted', reason: 'an instance valid on one side is invalid on the other', witness: { value }, tolerated: new Set() };
}

/** The first instance that Ajv accepts on one side and refuses on the other, made as small as it goes. */
function confirmed({ sub, sup, lenient, check }: Question, values: Json[], subNode: Node, supNode: Node): { value: Json } | undefined {
  const parts = (value: Json) => accepts(subNode, value) && !accepts(supNode, value);
  let holds = parts;
  if (check === 'ajv') {
    const accept = oracleOf(sub);
    const refuse = oracleOf(sup);
    if (!accept || !refuse) return undefined;
    const byAjv = (value: Json) => accept(value) === true && refuse(value) === false;
    holds = lenient ? (value) => byAjv(value) && parts(value) : byAjv;
  }
  const first = values.find(holds);
  return first === undefined ? undefined : { value: minimise(first, holds) };
}

/** Tries instances against a strict proof; a counterexample means that the engine is wrong. */
function guarded(question: Question, proved: Judgement): Judgement {
  const [stage] = question.stages as [Stage];
  const [sub, sup] = pairOf(stage, question.side);
  if (sub.id === sup.id && (question.check === 'built-in' || canonical(question.sub.root) === canonical(question.sup.root))) return proved;
  const wrong = instancesOf(stage.prover, sub, sup, GUARD_TRIES).find((value) => !accepts(sup, value));
  if (wrong !== undefined) throw new InternalContradiction(wrong);
  if (question.check === 'built-in') return proved;
  const values = instancesOf(stage.prover, sub, sup, AJV_GUARD_TRIES, true);
  return byAjv(values, sub, sup, oracleOf(question.sub), oracleOf(question.sup)) ?? proved;
}

/** Ajv has defects of its own around evaluated properties: there, its veto leaves the question open. */
function byAjv(values: Json[], sub: Node, sup: Node, accept: Oracle, refuse: Oracle): Judgement | undefined {
  if (!accept || !refuse) return undefined;
  const wrong = values.find((value) => accept(value) === true && refuse(value) === false);
  if (wrong === undefined) return undefined;
  if (accepts(sub, wrong) && !accepts(sup, wrong)) throw new InternalContradiction(wrong);
  return { result: 'undecided', reason: `proved by the specification, but Ajv judges ${JSON.stringify(wrong)} differently`, tolerated: new Set() };
}
