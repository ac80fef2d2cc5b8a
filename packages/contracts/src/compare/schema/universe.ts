import { dealias, shapeOf } from './identity';
import { ANY_TYPE, childrenOf, type Node } from './node';

/** A node without constraints, to be filled in. */
export function blank(pointer = ''): Node {
  return { id: -1, pointer, types: ANY_TYPE, integer: false };
}

/** The schema `false`, the same in every universe. */
export const NEVER: Node = { ...blank(), id: 0, types: 0 };
/** The schema `true`, the same in every universe. */
export const ALWAYS: Node = { ...blank(), id: 1 };

/** All nodes of one comparison; gives equal constraints equal ids, across both schemas. */
export class Universe {
  /** Accepts nothing. */
  readonly never = NEVER;
  /** Accepts everything. */
  readonly always = ALWAYS;
  private readonly byId: Node[] = [this.never, this.always];
  private readonly byShape = new Map<string, number>([
    ['', 1],
    ['t0', 0],
    ['not=1', 0],
    ['not=0', 1],
  ]);

  /** The representative node of an id. */
  node(id: number): Node {
    return this.byId[id] as Node;
  }

  /** Gives an id to a node whose children all have one. */
  intern(node: Node): Node {
    const plain = dealias(node);
    if (plain.id < 0)
      plain.id = this.idOf(
        shapeOf(plain, (child) => String(child.id)),
        plain,
      );
    return this.node(plain.id);
  }

  private idOf(shape: string, node: Node): number {
    const known = this.byShape.get(shape);
    if (known !== undefined) return known;
    const id = this.byId.push(node) - 1;
    this.byShape.set(shape, id);
    return id;
  }

  /** Settles the ids of everything reachable from the roots; recursive schemas are told apart by refinement. */
  settle(roots: Node[]): void {
    const order: Node[] = [];
    const state = new Map<Node, boolean>();
    const cycle = { found: false };
    const visit = (node: Node): void => {
      if (node.id >= 0) return;
      const open = state.get(node);
      if (open !== undefined) {
        cycle.found ||= open;
        return;
      }
      state.set(node, true);
      for (const child of childrenOf(node)) visit(child);
      state.set(node, false);
      order.push(node);
    };
    roots.forEach(visit);
    if (cycle.found) this.refine(order);
    else for (const node of order) node.id = this.intern(node).id;
  }

  /** Partition refinement: nodes stay equal only while their constraints and their children's classes agree. */
  private refine(nodes: Node[]): void {
    let classes = new Map<Node, string>();
    const keyOf = (child: Node): string => {
      const plain = dealias(child);
      return plain.id >= 0 ? `#${plain.id}` : (classes.get(plain) ?? '?');
    };
    for (let count = -1; ;) {
      const numbers = new Map<string, string>();
      const next = new Map<Node, string>();
      for (const node of nodes) {
        const shape = shapeOf(dealias(node), keyOf);
        if (!numbers.has(shape)) numbers.set(shape, `~${numbers.size}`);
        next.set(node, numbers.get(shape) as string);
      }
      classes = next;
      if (numbers.size === count) break;
      count = numbers.size;
    }
    this.adopt(nodes, classes);
  }

  /** Nodes above no cycle get their id by shape, as everywhere; the others by their class. */
  private adopt(nodes: Node[], classes: Map<Node, string>): void {
    const rest = nodes.filter((node) => {
      const known = childrenOf(node).every((child) => dealias(child).id >= 0);
      if (known) node.id = this.intern(node).id;
      return !known;
    });
    const ids = new Map<string, number>();
    for (const node of rest) {
      const plain = dealias(node);
      const name = classes.get(plain) ?? classes.get(node) ?? '';
      if (plain.id >= 0) ids.set(name, plain.id);
      else if (!ids.has(name)) ids.set(name, this.byId.push(plain) - 1);
      node.id = ids.get(name) as number;
    }
    for (const node of rest) {
      const shape = shapeOf(dealias(node), (child) => String(child.id));
      if (!this.byShape.has(shape)) this.byShape.set(shape, node.id);
    }
  }
}
