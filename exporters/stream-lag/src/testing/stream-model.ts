import type { Redis } from 'ioredis';

/** One thing that happens to a stream or to a group of it. */
export type Happening =
  | { readonly kind: 'add'; readonly count: number }
  | { readonly kind: 'create'; readonly group: string; readonly at: 'start' | 'end' | 'middle' }
  | { readonly kind: 'destroy'; readonly group: string }
  | { readonly kind: 'set'; readonly group: string; readonly share: number }
  | { readonly kind: 'read'; readonly group: string; readonly count: number }
  | { readonly kind: 'ack'; readonly group: string; readonly count: number }
  | { readonly kind: 'trim'; readonly keep: number; readonly exact: boolean }
  | { readonly kind: 'delete'; readonly share: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'look' };

/** A stream as it must be: the truth that the exporter's figures are held against. */
export interface StreamModel {
  /** Does it to the real stream and to the model. */
  apply(happening: Happening): Promise<void>;
  readonly length: number;
  readonly groups: readonly { readonly group: string; readonly lag: number; readonly pending: number; readonly lost: number }[];
}

interface ModelGroup {
  /** The index of the last entry it was given, of all that were ever added; -1 before the first. */
  place: number;
  pending: number[];
  /** Gone before it was given them, since it was made. */
  lost: number;
}

interface State {
  readonly redis: Redis;
  readonly name: string;
  /** Every id ever added. */
  ids: string[];
  /** The indexes of those that are still there. */
  left: number[];
  readonly groups: Map<string, ModelGroup>;
}

/** Makes the model of the stream `name`, which must not exist yet. */
export function createStreamModel(redis: Redis, name: string): StreamModel {
  const state: State = { redis, name, ids: [], left: [], groups: new Map() };
  return {
    apply: async (happening) => {
      await steps[happening.kind](state, happening as never);
    },
    get length() {
      return state.left.length;
    },
    get groups() {
      return [...state.groups].map(([group, known]) => ({
        ...{ group, lag: ahead(state, known).length, pending: known.pending.length, lost: known.lost },
      }));
    },
  };
}

const ahead = ({ left }: State, { place }: ModelGroup): number[] => left.filter((index) => index > place);
const idAt = ({ ids }: State, index: number): string => ids[index] ?? '0-0';

function remove(state: State, gone: ReadonlySet<number>): void {
  for (const group of state.groups.values()) group.lost += [...gone].filter((index) => index > group.place).length;
  state.left = state.left.filter((index) => !gone.has(index));
}

const steps: { readonly [Kind in Happening['kind']]: (state: State, happening: Extract<Happening, { kind: Kind }>) => Promise<unknown> } = {
  async add({ redis, name, ids, left }, { count }) {
    const pipeline = redis.pipeline();
    for (let index = 0; index < count; index += 1) pipeline.xadd(name, '*', 'data', '{}');
    for (const [, id] of (await pipeline.exec()) ?? []) left.push(ids.push(String(id)) - 1);
  },
  async create(state, { group, at }) {
    if (state.groups.has(group)) return;
    const place = { start: -1, end: state.ids.length - 1, middle: Math.floor(state.ids.length / 2) - 1 }[at];
    await state.redis.xgroup('CREATE', state.name, group, idAt(state, place), 'MKSTREAM');
    state.groups.set(group, { place, pending: [], lost: 0 });
  },
  async destroy({ redis, name, groups }, { group }) {
    if (groups.delete(group)) await redis.xgroup('DESTROY', name, group);
  },
  async set(state, { group, share }) {
    const known = state.groups.get(group);
    if (known === undefined) return;
    known.place = Math.floor(share * (state.ids.length + 1)) - 1;
    await state.redis.xgroup('SETID', state.name, group, idAt(state, known.place));
  },
  async read(state, { group, count }) {
    const known = state.groups.get(group);
    if (known === undefined) return;
    const given = ahead(state, known).slice(0, count);
    await state.redis.xreadgroup('GROUP', group, group, 'COUNT', count, 'STREAMS', state.name, '>');
    // An entry that is given again after SETID is pending once.
    known.pending = [...new Set([...known.pending, ...given])].sort((a, b) => a - b);
    known.place = given.at(-1) ?? known.place;
  },
  async ack(state, { group, count }) {
    const done = state.groups.get(group)?.pending.splice(0, count) ?? [];
    if (done.length > 0) await state.redis.xack(state.name, group, ...done.map((index) => idAt(state, index)));
  },
  async trim(state, { keep, exact }) {
    const { redis, name, left } = state;
    const removed = exact ? await redis.xtrim(name, 'MAXLEN', keep) : await redis.xtrim(name, 'MAXLEN', '~', keep);
    remove(state, new Set(left.slice(0, removed)));
  },
  async delete(state, { share }) {
    const { redis, name, left } = state;
    const index = left[Math.min(left.length - 1, Math.floor(share * left.length))];
    if (index === undefined) return;
    await redis.xdel(name, idAt(state, index));
    remove(state, new Set([index]));
  },
  async drop(state) {
    await state.redis.del(state.name);
    [state.ids, state.left] = [[], []];
    state.groups.clear();
  },
  look: () => Promise.resolve(),
};
