import { createLogger } from './logging.js';
import { createRedactor, secretsIn } from './redact.js';

/** What a logger with these secrets writes. */
function written(work: (log: ReturnType<typeof createLogger>) => void, secrets: readonly string[] = []): string[] {
  const lines: string[] = [];
  work(createLogger({ service: 's', level: 'info', secrets, destination: { write: (line) => void lines.push(line) } }));
  return lines;
}

describe('what must not leak', () => {
  test('when secrets stand in bindings or in the message an error lends its line, then none reaches the output', () => {
    const lines = written((log) => {
      log.child({ adminToken: 'binding-secret' }).child({ part: 1 }).info('x');
      log.error(new Error('refused for ann@shop.example'));
      log.error({ err: new Error('refused for ann@shop.example') });
    });
    expect(lines.join()).not.toMatch(/binding-secret|ann@shop/);
    expect((JSON.parse(lines[2] ?? '') as { msg: string }).msg).toBe('refused for [redacted]');
  });

  test.each([
    ['an address, as typed', 'no mailbox ann@shop.example here', 'ann@shop'],
    ['an address in a URL', 'GET /customers?email=ann%40shop.example', 'ann%40shop'],
    ['the row a check refused', 'Failing row contains (OR-1, ann@shop.example, tok_visa, PENDING)', 'tok_visa'],
    ['a token in a body', 'answered 400: {"payment":{"cardToken":"opaque-token-1"}}', 'opaque-token-1'],
    ['a token in a body that was quoted', String.raw`{\"cardToken\":\"opaque-token-1\"}`, 'opaque-token-1'],
    ['a bearer', 'sent authorization: Bearer abc.def-1', 'abc.def-1'],
    ['a login in a URL', 'cannot reach postgres://orders_user:s3cr3t@127.0.0.1:4080/orderdb', 's3cr3t'],
    ['a login without a user', 'cannot reach redis://:s3cr3t@cache.example:6379', 's3cr3t'],
    ['a key of the provider', 'no such key: sk_live_4eC39HqLyjWDarjtT1', 'sk_live_4eC39'],
    ['a secret of an intent', 'pi_3MtwB_secret_YrKJUKribcBjcG8HVhfZ', 'YrKJUKribc'],
    ['a secret by its name', 'host=db password=s3cr3t sslmode=require', 's3cr3t'],
    ['a card', 'card 4242-4242-4242-4242 was refused', '4242-4242'],
  ])('when a text holds %s, then it does not reach the output, wherever the text stands', (_what, text, secret) => {
    const lines = written((log) => {
      log.info(text);
      log.info({ detail: { deep: [text] } }, 'x');
      log.info('told %s of %o', text, { reason: text });
      log.error({ err: new Error('outer', { cause: new AggregateError([new Error(text)]) }) }, 'x');
    });
    expect(lines).toHaveLength(4);
    expect(lines.join()).toContain('[redacted]');
    expect(lines.join()).not.toContain(secret);
  });

  test('when a value is a map, a set or bytes, then what is in it is masked as well', () => {
    const [line] = written((log) => log.info({ map: new Map([['email', 'ann']]), set: new Set(['tok_visa']), bytes: Buffer.from('tok_visa') }, 'x'));
    expect(JSON.parse(line ?? '')).toMatchObject({ map: { email: '[redacted]' }, set: ['[redacted]'], bytes: '[binary]' });
  });

  test('when one of the process’s own secrets stands anywhere, then it is masked', () => {
    const secrets = secretsIn({
      ADMIN_TOKEN: 'the-operators-own-token',
      STRIPE_SECRET_KEY: 'the-key-at-the-provider',
      DATABASE_URL: 'postgres://user:pass%2Fword-of-it@127.0.0.1/db',
      APP_PORT: '4101',
      LOG_LEVEL: 'debug',
    });
    const lines = written((log) => {
      for (const secret of ['the-operators-own-token', 'the-key-at-the-provider', 'pass%2Fword-of-it', 'pass/word-of-it'])
        log.info(`said ${secret} aloud`);
      log.info({ port: '4101' }, 'listening at 4101');
    }, secrets);
    expect(lines.slice(0, 4).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(Array(4).fill('said [redacted] aloud'));
    expect(JSON.parse(lines[4] ?? '')).toMatchObject({ port: '4101', msg: 'listening at 4101' });
  });

  test('when a login is masked, then the host it was for still shows', () => {
    expect(createRedactor().text('no answer of postgres://user:s3cr3t@db.example.com:5432/orderdb')).toBe(
      'no answer of postgres://[redacted]@db.example.com:5432/orderdb',
    );
  });

  test('when a text holds none of it, then it stays as it is', () => {
    const text =
      'order 0197f4c2-7a4b-7c3d-9e2f-1a2b3c4d5e6f, /payment/cardToken: is required, pi_3MtwB at http://127.0.0.1:4201/v1.0, ratio 3:4 @ noon';
    expect(createRedactor(['a-secret-of-its-own']).text(text)).toBe(text);
  });

  test('when a text is very long, then masking it stays quick', () => {
    const { text } = createRedactor();
    const startedAt = performance.now();
    for (const part of ['a', '1', 'token', '://', 'tok_', 'Bearer ']) {
      text(part.repeat(400_000 / part.length));
      text(`${part.repeat(400_000 / part.length)}@`);
    }
    // Matching without bounds takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
