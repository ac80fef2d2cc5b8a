import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { loadError } from './document';
import { bare, type Place, type Registry, type Resource, resolveUri, type Source } from './resource';

/** Reads another file of the same folder of schemas; loading a document provides it. */
export type ReadSource = (file: string, from: Source) => Source;

/** What references may reach beyond their own document. */
export interface Reach {
  /** Folder whose files relative references may name; without it, only the document itself. */
  root?: string;
  read: ReadSource;
}

/** Resolves a reference, loading a sibling file when that is allowed. Throws SchemaLoadError. */
export function resolveReference(registry: Registry, reference: string, from: Place, pointer: string, reach?: Reach): Place {
  const { resource } = from;
  const uri = resolveUri(reference, resource.uri);
  const fail = (why: string) => loadError(resource.source, pointer, `the reference ${JSON.stringify(reference)} ${why}`);
  const base = bare(uri);
  let target = registry.resources.get(base) ?? (base === bare(resource.uri) ? resource : undefined);
  if (!target) {
    if (!reach) throw fail('leads nowhere');
    target = loadSibling(registry, reference, base, resource, reach, fail);
  }
  const place = inside(registry, target, uri.slice(base.length + 1));
  if (!place) throw fail('leads nowhere');
  return place;
}

function inside(registry: Registry, resource: Resource, fragment: string): Place | null {
  let text: string;
  try {
    text = decodeURIComponent(fragment);
  } catch {
    return null;
  }
  if (text === '') return { schema: resource.schema, pointer: resource.pointer, resource };
  if (text.startsWith('/')) return registry.follow(resource, text);
  return resource.anchors.get(text) ?? null;
}

function loadSibling(registry: Registry, reference: string, uri: string, from: Resource, reach: Reach, fail: (why: string) => Error): Resource {
  const name = bare(reference);
  if (/^[a-z][a-z0-9+.-]*:/i.test(name) || name.startsWith('//')) throw fail('is remote; only local references are followed');
  if (!reach.root) throw fail('leaves the document');
  const root = realpathSync(reach.root);
  const file = path.resolve(path.dirname(from.source.file), decodeURIComponent(name));
  if (!existsSync(file)) throw fail('leads nowhere');
  const real = realpathSync(file);
  if (real !== root && !real.startsWith(root + path.sep)) throw fail('escapes the folder of schemas');
  return registry.add(reach.read(real, from.source), uri);
}

/** Reads a file's text, or throws the given error. */
export function readText(file: string, fail: (why: string) => Error): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fail(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
}
