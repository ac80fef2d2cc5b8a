/** Masks personal data and secrets in whatever is about to be told. */
export interface Redactor {
  /** A copy of any value without them: private names blanked, texts masked, at any depth. */
  readonly value: (value: unknown) => unknown;
  readonly text: (text: string) => string;
}

/** Names whose values are never told, at any depth, in any spelling. */
const PRIVATE =
  /^(e-?mail|(customer|shipping)_?(email|address)|line[12]|postal_?code|phone|.*password|.*secret|authorization|cookie|set-cookie|.*token|.*api_?key|stripe-signature|card_?number|cvc|cvv|pan|card)$/i;
const REDACTED = '[redacted]';
const DEEPEST = 8;
/** A shorter one would mask words. */
const SHORTEST_SECRET = 12;

/** Every pattern is bounded, so that a long text without any match costs no more than its length. */
const E_MAIL = /[^\s@"'<>:[\]]{1,64}(?:@|%40)[^\s@"'<>]{1,253}\.[a-z]{2,24}/gi;
/** In one piece or in groups of four; order numbers, sequences and UUIDs are none. */
const CARD_NUMBER = /\b(?:\d{4}[ -]){3}\d{1,7}\b|\b\d{13,19}\b/g;
/** `user:password@` of a URL, where neither part is longer than any that is in use. */
const URL_LOGIN = /(:\/\/)[^\s/@]{1,300}@(?=[\w.[-])/g;
/** Tokens of cards and of the provider's API, and what a bearer shows. */
const TOKEN = /\b(?:tok|pm|whsec|(?:sk|rk|pk)_(?:live|test))_\w+|(_secret_)\w+|\b(bearer )[\w.~+/-]+=*/gi;
/** A secret beside its name: in a query, a connection string or a piece of JSON, also one that is quoted once more. */
const NAMED = /((?:token|password|secret|api_?key)(?:=|\\?"\s?:\s?\\?"))[^\s"&;,\\]+/gi;

/** Makes a redactor; `secrets` are masked too, wherever they stand. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const own = secrets.filter(({ length }) => length >= SHORTEST_SECRET);
  const text = (given: string): string => own.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), masked(given));
  const fields = (entries: readonly (readonly [string, unknown])[], depth: number) =>
    Object.fromEntries(entries.map(([key, item]) => [key, PRIVATE.test(key) ? REDACTED : inside(item, depth + 1)]));
  function inside(given: unknown, depth: number): unknown {
    if (typeof given === 'string') return text(given);
    if (typeof given !== 'object' || given === null || given instanceof Date) return given;
    if (depth >= DEEPEST) return '[too deep]';
    if (given instanceof Error) return error(given, depth);
    if (Array.isArray(given) || given instanceof Set) return [...given].map((item) => inside(item, depth + 1));
    if (given instanceof Map) return fields([...given].map(([key, item]) => [String(key), item]), depth); // prettier-ignore
    if (ArrayBuffer.isView(given)) return '[binary]';
    return fields(Object.entries(given), depth);
  }
  const error = (given: Error, depth: number): object => ({
    type: given.name,
    ...fields(Object.entries(given), depth),
    ...(given.cause === undefined ? {} : { cause: inside(given.cause, depth + 1) }),
    ...(given instanceof AggregateError ? { errors: inside(given.errors, depth + 1) } : {}),
    message: text(given.message),
    stack: text(given.stack ?? ''),
  });
  return { value: (given) => inside(given, 0), text };
}

function masked(text: string): string {
  const withoutMail = /@|%40/.test(text) ? text.replace(URL_LOGIN, `$1${REDACTED}@`).replace(E_MAIL, REDACTED) : text;
  return withoutMail
    .replace(NAMED, `$1${REDACTED}`)
    .replace(TOKEN, (_found, ...[secret = '', bearer = '']: (string | undefined)[]) => `${secret}${bearer}${REDACTED}`)
    .replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
}

/** Luhn's check, which every card number holds: an id, a time or an amount seldom does. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

/** The secrets among a process's settings: its tokens, keys and passwords, those in URLs included. */
export function secretsIn(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    if (typeof setting !== 'string') return [];
    if (/(TOKEN|SECRET|PASSWORD|KEY)$/i.test(name)) return [setting];
    const password = URL.canParse(setting) ? new URL(setting).password : '';
    return password === '' ? [] : [password, decodeURIComponent(password)];
  });
}
