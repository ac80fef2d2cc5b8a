import { isObject, type Json, own, pointerTo } from '../json';
import { loadError, type SchemaDocument } from './document';
import { compileArray, compileNumbers, compileObject, compileStrings } from './keywords';
import { childrenOf, type Node } from './node';
import type { Place, Registry, Resource } from './resource';
import { type Reach, resolveReference } from './resolve';
import { ALWAYS, blank, NEVER } from './universe';

/** Whose reading of evaluated items to follow where Ajv differs from the specification. */
export type Flavour = 'specification' | 'ajv';

/** The dynamic scope, reduced to what `$dynamicRef` and `$recursiveRef` can see of it. */
interface Scope {
  key: string;
  anchors: Map<string, Place>;
  recursive?: Place;
}

/** A document's nodes, kept with it and used in one universe at a time. */
export interface Compiled {
  root: Node;
  nodes: Node[];
}

const compiled = new WeakMap<SchemaDocument, Map<Flavour, Compiled>>();

/** The nodes of a document, without identities: the universe that settles them gives those. */
export function compileDocument(document: SchemaDocument, flavour: Flavour, reach?: Reach): Compiled {
  const flavours = compiled.get(document) ?? new Map<Flavour, Compiled>();
  compiled.set(document, flavours);
  let known = flavours.get(flavour);
  if (!known) {
    const root = new Compiler(document, flavour, reach).root();
    flavours.set(flavour, (known = { root, nodes: reachable(root) }));
  }
  for (const node of known.nodes) node.id = -1;
  return known;
}

function reachable(root: Node): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node) || node === ALWAYS || node === NEVER) return;
    found.add(node);
    childrenOf(node).forEach(visit);
  };
  visit(root);
  return [...found];
}

/** Turns one document into nodes. */
class Compiler {
  private readonly memo = new Map<Json, Map<string, Node>>();
  private readonly registry: Registry;

  constructor(
    private readonly document: SchemaDocument,
    readonly flavour: Flavour = 'specification',
    private readonly reach?: Reach,
  ) {
    this.registry = document.registry;
  }

  /** The node of the document's root. */
  root(): Node {
    const { resource } = this.document;
    const scope = enter({ key: '', anchors: new Map() }, resource);
    return this.compile({ schema: resource.schema, pointer: '', resource }, scope);
  }

  private compile(place: Place, scope: Scope): Node {
    const { schema } = place;
    if (schema === true) return ALWAYS;
    if (schema === false) return NEVER;
    if (!isObject(schema)) throw loadError(place.resource.source, place.pointer, 'a schema must be an object or a boolean');
    const known = this.memo.get(schema)?.get(scope.key);
    if (known) return known;
    const node: Node = { ...blank(place.pointer), raw: schema };
    if (!this.memo.has(schema)) this.memo.set(schema, new Map());
    this.memo.get(schema)?.set(scope.key, node);
    this.fill(node, schema, place, scope);
    return node;
  }

  private fill(node: Node, schema: { [key: string]: Json }, place: Place, scope: Scope): void {
    const context: KeywordContext = {
      schema,
      node,
      dialect: place.resource.source.dialect,
      flavour: this.flavour,
      sub: (value, ...tokens) => this.child(value, place, scope, tokens),
      fail: (keyword, message) => loadError(place.resource.source, pointerTo(place.pointer, keyword), message),
    };
    compileNumbers(context);
    compileStrings(context);
    compileObject(context);
    compileArray(context);
    this.logic(context, place, scope);
  }

  private child(value: Json, place: Place, scope: Scope, tokens: (string | number)[]): Node {
    const opened = this.registry.resourceOf(value);
    const resource = opened ?? place.resource;
    const inner = opened && opened !== place.resource ? enter(scope, opened) : scope;
    return this.compile({ schema: value, pointer: pointerTo(place.pointer, ...tokens), resource }, inner);
  }

  private logic({ schema, node, sub, dialect }: KeywordContext, place: Place, scope: Scope): void {
    const list = (keyword: string) => (own(schema, keyword) as Json[] | undefined)?.map((one, i) => sub(one, keyword, i));
    const all = [...(node.allOf ?? []), ...this.references(schema, place, scope, dialect !== '2020-12'), ...(list('allOf') ?? [])];
    if (all.length > 0) node.allOf = all;
    const any = list('anyOf');
    if (any) node.anyOf = any;
    const one = list('oneOf');
    if (one) node.oneOf = one;
    if (Object.hasOwn(schema, 'not')) node.not = sub(schema.not as Json, 'not');
    if (!Object.hasOwn(schema, 'if')) return;
    const branch = (keyword: string) => (Object.hasOwn(schema, keyword) ? sub(schema[keyword] as Json, keyword) : ALWAYS);
    const test = sub(schema.if as Json, 'if');
    const then = branch('then');
    const otherwise = branch('else');
    const idle = then === ALWAYS && otherwise === ALWAYS;
    node.condition = { if: test, then, else: otherwise, marks: !(idle && this.flavour === 'ajv') };
  }

  private references(schema: { [key: string]: Json }, place: Place, scope: Scope, recursive: boolean): Node[] {
    const found: Node[] = [];
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = own(schema, keyword);
      if (typeof reference !== 'string') continue;
      if (keyword === '$dynamicRef' && recursive) continue;
      if (keyword === '$recursiveRef' && place.resource.source.dialect !== '2019-09') continue;
      const pointer = pointerTo(place.pointer, keyword);
      const target = resolveReference(this.registry, reference, place, pointer, this.reach);
      found.push(this.jump(keyword === '$ref' ? target : dynamic(keyword, reference, target, scope), place, scope));
    }
    return found;
  }

  private jump(target: Place, from: Place, scope: Scope): Node {
    return this.compile(target, target.resource === from.resource ? scope : enter(scope, target.resource));
  }
}

/** What compiling one schema's keywords needs. */
export interface KeywordContext {
  schema: { [key: string]: Json };
  node: Node;
  dialect: SchemaDocument['dialect'];
  flavour: Flavour;
  sub: (value: Json, ...tokens: (string | number)[]) => Node;
  fail: (keyword: string, message: string) => Error;
}

function dynamic(keyword: string, reference: string, target: Place, scope: Scope): Place {
  if (keyword === '$recursiveRef') return target.resource.recursiveAnchor ? (scope.recursive ?? target) : target;
  const name = reference.slice(reference.indexOf('#') + 1);
  const marked = isObject(target.schema) && own(target.schema, '$dynamicAnchor') === name;
  return marked ? (scope.anchors.get(name) ?? target) : target;
}

/** The scope after entering a resource: the outermost holder of a dynamic anchor wins. */
function enter(scope: Scope, resource: Resource): Scope {
  const fresh = [...resource.dynamicAnchors].filter(([name]) => !scope.anchors.has(name));
  const recursive = resource.recursiveAnchor && !scope.recursive;
  if (fresh.length === 0 && !recursive) return scope;
  const anchors = new Map([...scope.anchors, ...fresh]);
  const root: Place = { schema: resource.schema, pointer: resource.pointer, resource };
  const outer = recursive ? root : scope.recursive;
  const key =
    [...anchors]
      .map(([name, place]) => `${name}=${place.resource.uri}#${place.pointer}`)
      .sort()
      .join('|') + `@${outer?.resource.uri ?? ''}`;
  return outer ? { key, anchors, recursive: outer } : { key, anchors };
}
