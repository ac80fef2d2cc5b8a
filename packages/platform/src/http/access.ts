import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Unauthorized } from '../runtime/errors.js';

/** Lets in who sends the operator's token as bearer. */
export function adminOnly(token: string): RequestHandler {
  return (request, _response, next) => {
    const [scheme, given] = (request.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !sameSecret(given, token)) throw new Unauthorized('this route wants the operator’s bearer token');
    next();
  };
}

/** Lets in the own sidecar, which alone has the token. */
export function sidecarOnly(token: string): RequestHandler {
  return (request, _response, next) => {
    if (!sameSecret(request.get('dapr-api-token'), token)) throw new Unauthorized('event routes take the sidecar’s token only');
    next();
  };
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(secret));
}
