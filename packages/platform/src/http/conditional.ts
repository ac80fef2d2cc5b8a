import { createHash } from 'node:crypto';
import type { ApiResponse } from './types.js';

/** Headers of the 200 that its 304 repeats (RFC 9110, 15.4.5). */
const KEPT = new Set(['etag', 'cache-control', 'content-location', 'date', 'expires', 'vary', 'last-modified']);

/** An entity tag made of the body itself, for what has no version; weak, as two JSON texts can mean the same. */
export function contentEtag(body: unknown): string {
  return `W/"${createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('base64url')
    .slice(0, 22)}"`;
}

/** Whether an If-None-Match header names this entity tag, compared weakly: the caller has what it asks for. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const tags: readonly string[] = ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

/** Turns a 200 into a 304 without a body where its `etag` is the one the caller has already. */
export function unlessUnchanged(ifNoneMatch: string | undefined, answer: ApiResponse): ApiResponse {
  const headers = Object.entries(answer.headers ?? {});
  const etag = headers.find(([name]) => name.toLowerCase() === 'etag')?.[1];
  if (answer.status !== 200 || etag === undefined || !isUnchanged(ifNoneMatch, etag)) return answer;
  return { status: 304, headers: Object.fromEntries(headers.filter(([name]) => KEPT.has(name.toLowerCase()))) };
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
