import { html, type Html, NOTHING } from './pages-html';

/** Topics between the services that publish and those that consume them. */
export interface Flow {
  /** Names the picture to those who do not see it. */
  readonly title: string;
  readonly topics: readonly {
    readonly name: string;
    readonly href?: string;
    readonly producers: readonly string[];
    readonly consumers: readonly string[];
  }[];
}

const ROW = 44;
const BOX = 30;
const SERVICE_WIDTH = 150;
const GAP = 110;
const CHARACTER = 8;

interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A drawing of who publishes what to whom: services left, topics in the middle, services right. */
export function flowDiagram({ title, topics }: Flow): Html {
  const producers = namesOf(topics.map((topic) => topic.producers));
  const consumers = namesOf(topics.map((topic) => topic.consumers));
  const height = Math.max(producers.length, topics.length, consumers.length, 1) * ROW;
  const width = Math.max(180, ...topics.map(({ name }) => name.length * CHARACTER + 24));
  const middle = SERVICE_WIDTH + GAP;
  const left = column(producers, { x: 0, width: SERVICE_WIDTH, height });
  const centre = column(
    topics.map(({ name }) => name),
    { x: middle, width, height },
  );
  const right = column(consumers, { x: middle + width + GAP, width: SERVICE_WIDTH, height });
  const lines = topics.flatMap((topic) => {
    const box = centre.get(topic.name);
    return [...topic.producers.map((name) => line(left.get(name), box)), ...topic.consumers.map((name) => line(box, right.get(name)))];
  });
  const total = middle + width + GAP + SERVICE_WIDTH;
  return html`<svg class="flow" viewBox="-2 -2 ${total + 4} ${height + 4}" role="img" aria-label="${`${title}: ${inWords(topics)}`}">
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" /></marker>
    </defs>
    ${lines}${[...left.values(), ...right.values()].map((box) => drawBox(box))}${topics.map(({ name, href }) => drawBox(centre.get(name), href, true))}
  </svg>`;
}

const namesOf = (lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())].sort();

function column(names: readonly string[], { x, width, height }: { x: number; width: number; height: number }): ReadonlyMap<string, Box> {
  const step = height / Math.max(names.length, 1);
  return new Map(names.map((name, index) => [name, { name, x, y: Math.round(step * (index + 0.5) - BOX / 2), width }]));
}

function drawBox(box: Box | undefined, href?: string, topic = false): Html {
  if (!box) return NOTHING;
  const { name, x, y, width } = box;
  const inside = html`<rect x="${x}" y="${y}" width="${width}" height="${BOX}" rx="6" /><text x="${x + width / 2}" y="${y + 20}" text-anchor="middle"
      >${name}</text
    >`;
  const shape = html`<g class="${topic ? 'topic' : 'service'}">${inside}</g> `;
  // The list of topics below the drawing has the same links, in the order of reading.
  return href === undefined ? shape : html`<a href="${href}" tabindex="-1">${shape}</a>`;
}

function line(from: Box | undefined, to: Box | undefined): Html {
  if (!from || !to) return NOTHING;
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + BOX / 2, to.x - 2, to.y + BOX / 2];
  const bend = (x2 - x1) / 2;
  return html`<path d="M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" marker-end="url(#tip)" /> `;
}

function inWords(topics: Flow['topics']): string {
  const list = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'nobody');
  return topics.map(({ name, producers, consumers }) => `${name} from ${list(producers)} to ${list(consumers)}`).join('; ');
}
