import { fieldsAt, listAt, nameOf, ofKind, type Fields, type Manifest } from '../manifest.js';
import { workloadsOf } from '../workload.js';
import type { Finding, Rule } from './rule.js';

/** A name whose value is nobody's business; one that names a file or another object is harmless. */
const SECRET_NAME = /(passw(or)?d|passphrase|secret|token|api[-_]?key|private[-_]?key|credential|connection[-_]?string|database[-_]?url)/i;
const POINTS_ELSEWHERE = /(file|path|name|ref|fromenv|url_var|header)$/i;

/** scheme://user:password@host, unless the password is put in later. */
const URL_WITH_PASSWORD = /[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:(?!\$)[^\s/@]+@/i;
const DSN_WITH_PASSWORD = /\bpassword\s*=\s*(?!["']?\$)[^\s;]+/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const REDIS_PASSWORD = /^\s*(requirepass|masterauth)\s+(?!\$)\S+/m;
const IN_CLEAR: readonly (readonly [pattern: RegExp, what: string])[] = [
  [URL_WITH_PASSWORD, 'an address with a password'],
  [DSN_WITH_PASSWORD, 'a connection string with a password'],
  [PRIVATE_KEY, 'a private key'],
  [REDIS_PASSWORD, 'a Redis password'],
];

/** No secret is in a manifest, a Secret's own included: Secrets are made outside. */
export const clearSecrets: Rule = {
  name: 'clear-secrets',
  check: ({ manifests }) => manifests.flatMap((manifest) => problems(manifest).map((problem): Finding => ({ object: nameOf(manifest), problem }))),
};

function problems(manifest: Manifest): string[] {
  const filled = manifest.kind === 'Secret' ? ['data', 'stringData'].filter((field) => Object.keys(fieldsAt(manifest, field)).length > 0) : [];
  if (filled.length > 0) return filled.map((field) => `it has ${field}`);
  return [...namedSecrets(manifest), ...patterns(manifest, [])];
}

/** Values that stand beside a secret's name: environment, ConfigMap entries, component metadata, trigger metadata. */
function namedSecrets(manifest: Manifest): string[] {
  const environment = workloadsOf([manifest]).flatMap(({ containers }) =>
    containers.flatMap(({ label, fields }) => listAt(fields, 'env').map((variable) => pair(`${label}: env`, variable))),
  );
  const metadata = ofKind([manifest], 'Component', 'Configuration').flatMap((one) =>
    listAt(one, 'spec', 'metadata').map((item) => pair('metadata', item)),
  );
  const entries = ofKind([manifest], 'ConfigMap').flatMap((one) => entriesOf('data', fieldsAt(one, 'data')));
  const triggers = ofKind([manifest], 'ScaledObject').flatMap((one) =>
    listAt(one, 'spec', 'triggers').flatMap((trigger) => entriesOf('trigger metadata', fieldsAt(trigger, 'metadata'))),
  );
  return [...environment, ...metadata, ...entries, ...triggers].filter(isClear).map(({ where, name }) => `${where} ${name} is in clear`);
}

interface Pair {
  readonly where: string;
  readonly name: string;
  readonly value: unknown;
}

function pair(where: string, item: Fields): Pair {
  return { where, name: String(item['name']), value: item['value'] };
}

function entriesOf(where: string, fields: Fields): Pair[] {
  return Object.entries(fields).map(([name, value]) => ({ where, name, value }));
}

function isClear({ name, value }: Pair): boolean {
  const written = typeof value === 'string' && value !== '' && !/^\$\(\w+\)$/.test(value);
  return written && SECRET_NAME.test(name) && !POINTS_ELSEWHERE.test(name);
}

/** What gives itself away wherever it stands. */
function patterns(value: unknown, path: readonly string[]): string[] {
  if (typeof value === 'string') return IN_CLEAR.filter(([pattern]) => pattern.test(value)).map(([, what]) => `${path.join('.')} holds ${what}`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => patterns(inner, [...path, key]));
}
