/** The label of a topic that no contract and no subscription names; anybody can make up another one. */
const UNKNOWN = 'unknown';

/** Gives each known topic itself as its label, and all others one together. */
export function topicLabels(known: Iterable<string>): (topic: string) => string {
  const names = new Set(known);
  return (topic) => (names.has(topic) ? topic : UNKNOWN);
}
