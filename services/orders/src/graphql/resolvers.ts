import { encodeCursor } from '../cursor.js';
import { listOrders } from '../store/list-orders.js';
import { findOrder } from '../store/order-store.js';
import { readLines, readOrders, type OrdersArguments, type Slice } from './arguments.js';
import { QUERY_POINTS } from './budget.js';
import type { GraphQLContext } from './context.js';
import { encodeLine } from './line-cursor.js';
import { orderNode, type OrderNode } from './order-node.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function order(_root: unknown, { id }: { readonly id: string }, { database, budget }: GraphQLContext) {
  budget.spend(QUERY_POINTS);
  const found = UUID.test(id) ? await database.transaction((tx) => findOrder(tx, id)) : undefined;
  return found && orderNode(found);
}

async function orders(_root: unknown, args: OrdersArguments, { database, budget }: GraphQLContext) {
  const wanted = readOrders(args);
  budget.spend(QUERY_POINTS + wanted.limit);
  const page = await database.transaction((tx) => listOrders(tx, wanted));
  const cursors = page.positions.map(encodeCursor);
  const edges = page.orders.map((one, index) => ({ cursor: cursors[index], node: orderNode(one) }));
  return { edges, pageInfo: { hasNextPage: page.next !== undefined, endCursor: cursors.at(-1) } };
}

async function timeline({ id }: OrderNode, slice: Slice, { budget, readTimeline }: GraphQLContext) {
  const { limit, after } = readLines(slice);
  budget.spend(limit);
  const lines = await readTimeline(id, limit + 1, after);
  const edges = lines.slice(0, limit).map((line) => ({ cursor: encodeLine(line), node: { ...line, at: line.at.toISOString() } }));
  return { edges, pageInfo: { hasNextPage: lines.length > limit, endCursor: edges.at(-1)?.cursor } };
}

/** Who answers which field; all others are read off. */
export const resolvers = { Query: { order, orders }, Order: { timeline } };
