import type { CompareResult, DirectionProof, Json } from '../compare';
import type { Comparison } from '../review/judge';
import { brief, shownDifferences, shownPointer, witnessWords } from '../review/report/words';
import { code, html, type Html, json, NOTHING, table } from './pages-html';
import type { PropertyRow } from './pages-properties';

/** One version of a topic, as far as a diff shows it. */
export interface DiffSide {
  readonly version: string;
  readonly rows: readonly PropertyRow[];
}

const RESULTS: Record<DirectionProof['result'], Html> = {
  proved: html`<span class="good">holds</span>, proved`,
  tolerated: html`<span class="warn">holds, leniently</span>: only events nobody should have published break`,
  refuted: html`<span class="bad">breaks</span>`,
  undecided: html`<span class="bad">undecided</span>, counts as breaking`,
};

/** Names the section of a pair of versions. */
export const diffId = (old: string, now: string): string => `diff-${old}-${now}`;

/** The verdict on a pair in a word, for the table of pairs. */
export function verdictWord({ result }: Comparison): Html {
  if (!result.compatible) return html`<span class="bad">breaking</span>`;
  return result.proof.result === 'tolerated' ? html`<span class="warn">compatible, leniently</span>` : html`<span class="good">compatible</span>`;
}

/** What lies between two versions: both directions, property by property, and the event that breaks. */
export function diffSection(old: DiffSide, now: DiffSide, comparison: Comparison): Html {
  const { result } = comparison;
  return html`<section aria-labelledby="${diffId(old.version, now.version)}">
    <h3 id="${diffId(old.version, now.version)}">From ${old.version} to ${now.version}: ${verdictWord(comparison)}</h3>
    <dl>
      ${directionOf(result, 'backward', `Who reads by ${now.version} takes events of ${old.version}`)}
      ${directionOf(result, 'forward', `Who reads by ${old.version} takes events of ${now.version}`)}
    </dl>
    ${propertiesBetween(old, now)} ${differencesIn(comparison)}
    ${
      'witness' in result
        ? html`<p>An event that breaks, ${witnessWords(comparison)}.</p>
            ${json(result.witness)}`
        : NOTHING
    }
  </section>`;
}

function directionOf({ proof }: CompareResult, direction: DirectionProof['direction'], words: string): Html {
  const found = proof.directions.find((one) => one.direction === direction);
  return found
    ? html`<dt>${words}</dt>
        <dd>${RESULTS[found.result]}</dd>`
    : NOTHING;
}

function propertiesBetween(old: DiffSide, now: DiffSide): Html {
  const before = new Map(old.rows.map((row) => [row.path, row]));
  const after = new Map(now.rows.map((row) => [row.path, row]));
  const rows = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    const word = changeBetween(was, is);
    return word ? [[code(path), word, ruleText(was), ruleText(is)]] : [];
  });
  if (rows.length === 0) return html`<p class="soft">No property differs.</p>`;
  return table('Properties that differ', ['Property', 'Change', old.version, now.version], rows);
}

function changeBetween(was: PropertyRow | undefined, is: PropertyRow | undefined): Html | undefined {
  if (!was) return html`<span class="good">+ added</span>`;
  if (!is) return html`<span class="bad">− removed</span>`;
  if (was.rule !== is.rule || was.required !== is.required) return html`<span class="warn">± changed</span>`;
  return was.description === is.description ? undefined : html`<span class="soft">reworded</span>`;
}

function ruleText(row: PropertyRow | undefined): Html {
  return row ? html`${row.required ? 'required' : 'optional'}, ${code(row.rule)}` : html`<span class="soft">–</span>`;
}

function differencesIn({ result }: Comparison): Html {
  const differences = shownDifferences(result);
  if (differences.length === 0) return NOTHING;
  const rows = differences.map(({ type, path, old, new: now, breaking, reason }) => [
    code(type),
    breaking ? html`<span class="bad">breaking</span>` : html`<span class="good">ok</span>`,
    code(shownPointer(path)),
    html`${valueText(old)} → ${valueText(now)}`,
    html`${reason}`,
  ]);
  return table('Differences of the schemas', ['Difference', 'Verdict', 'Where', 'Values', 'Why'], rows);
}

// A side that has nothing there is given as null.
const valueText = (value: Json): Html => (value === null ? html`<span class="soft">–</span>` : code(brief(value)));
