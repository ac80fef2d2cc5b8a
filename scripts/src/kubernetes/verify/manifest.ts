import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as a person wrote it: of its fields only what every object has is certain. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Any part of a manifest that is a mapping. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads a stream of YAML documents; empty ones are left out. Throws on a document that is no YAML. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}

/** Kind and name, as a person would say it: Deployment/orders. */
export function nameOf(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.metadata.name}`;
}

/** The manifests of some kinds. */
export function ofKind(manifests: readonly Manifest[], ...kinds: readonly string[]): Manifest[] {
  return manifests.filter((manifest) => kinds.includes(manifest.kind));
}

/** The mapping at a path; an empty one where there is none. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  const found = valueAt(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Fields) : {};
}

/** The list at a path; an empty one where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly Fields[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as Fields[]) : [];
}

/** The text at a path; undefined where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** Whatever is at a path. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const step of path) found = (found as Record<string, unknown> | null | undefined)?.[step];
  return found;
}
