import { isObject, type Json, own, pointerTo } from '../json';
import { children, type Dialect } from './dialect';
import { loadError } from './document';
import { tokensOf } from './position';

/** The file a resource stands in. */
export interface Source {
  file: string;
  text?: string;
  root: Json;
  dialect: Dialect;
}

/** A schema with a URI of its own: a document root or an embedded `$id`. */
export interface Resource {
  uri: string;
  source: Source;
  pointer: string;
  schema: Json;
  anchors: Map<string, Place>;
  dynamicAnchors: Map<string, Place>;
  recursiveAnchor: boolean;
}

/** A schema inside a resource; the pointer counts from the document's root. */
export interface Place {
  schema: Json;
  pointer: string;
  resource: Resource;
}

/** Every resource reachable from one schema, by absolute URI. */
export class Registry {
  readonly resources = new Map<string, Resource>();
  readonly sources: { uri: string; source: Source }[] = [];
  private readonly embedded = new Map<Json, Resource>();

  /** Adds a document and all resources and anchors inside it. */
  add(source: Source, uri: string): Resource {
    this.sources.push({ uri, source });
    const resource = this.open(source, source.root, '', uri);
    this.scan({ schema: source.root, pointer: '', resource });
    return resource;
  }

  /** The resource a schema object opens by its own `$id`, if it does. */
  resourceOf(schema: Json): Resource | undefined {
    return this.embedded.get(schema);
  }

  private open(source: Source, schema: Json, pointer: string, base: string): Resource {
    const id = isObject(schema) ? own(schema, '$id') : undefined;
    const uri = typeof id === 'string' && !id.startsWith('#') ? bare(resolveUri(id, base)) : base;
    const resource: Resource = {
      uri,
      source,
      pointer,
      schema,
      anchors: new Map(),
      dynamicAnchors: new Map(),
      recursiveAnchor: isObject(schema) && own(schema, '$recursiveAnchor') === true,
    };
    if (this.resources.has(uri)) throw loadError(source, pointerTo(pointer, '$id'), `the identifier ${uri} is used twice`);
    this.resources.set(uri, resource);
    if (pointer === '' && uri !== base && !this.resources.has(base)) this.resources.set(base, resource);
    if (isObject(schema)) this.embedded.set(schema, resource);
    return resource;
  }

  private scan(place: Place): void {
    const { schema, resource } = place;
    if (isObject(schema)) addAnchors(schema, place);
    for (const child of children(schema, resource.source.dialect)) {
      const pointer = pointerTo(place.pointer, ...child.tokens);
      const id = isObject(child.schema) ? own(child.schema, '$id') : undefined;
      const inner = typeof id === 'string' && !id.startsWith('#') ? this.open(resource.source, child.schema, pointer, resource.uri) : resource;
      this.scan({ schema: child.schema, pointer, resource: inner });
    }
  }

  /** Follows a JSON pointer from a resource's root, entering embedded resources on the way. */
  follow(resource: Resource, pointer: string): Place | null {
    let place: Place = { schema: resource.schema, pointer: resource.pointer, resource };
    for (const token of tokensOf(pointer)) {
      const here = place.schema;
      const next = Array.isArray(here) ? here[Number(token)] : isObject(here) ? own(here, token) : undefined;
      if (next === undefined) return null;
      place = { schema: next, pointer: pointerTo(place.pointer, token), resource: this.resourceOf(next) ?? place.resource };
    }
    return place;
  }
}

function addAnchors(schema: { [key: string]: Json }, place: Place): void {
  const { anchors, dynamicAnchors } = place.resource;
  const anchor = own(schema, '$anchor');
  const dynamic = own(schema, '$dynamicAnchor');
  const id = own(schema, '$id');
  if (typeof anchor === 'string') anchors.set(anchor, place);
  if (typeof dynamic === 'string') {
    dynamicAnchors.set(dynamic, place);
    if (!anchors.has(dynamic)) anchors.set(dynamic, place);
  }
  if (typeof id === 'string' && id.startsWith('#')) anchors.set(id.slice(1), place);
}

/** Resolves a reference against a base; an unparsable pair is joined as text so that it stays unresolvable. */
export function resolveUri(reference: string, base: string): string {
  if (reference.startsWith('#')) return `${bare(base)}${reference}`;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

/** A URI without its fragment. */
export function bare(uri: string): string {
  const hash = uri.indexOf('#');
  return hash < 0 ? uri : uri.slice(0, hash);
}
