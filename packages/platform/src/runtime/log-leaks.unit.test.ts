import { createLogger, redact } from './logging.js';

describe('what must not leak', () => {
  test('when secrets stand in bindings or in the message an error lends its line, then none reaches the output', () => {
    const lines: string[] = [];
    const log = createLogger({ service: 's', level: 'info', destination: { write: (line) => void lines.push(line) } });
    log.child({ adminToken: 'binding-secret' }).child({ part: 1 }).info('x');
    log.error(new Error('refused for ann@shop.example'));
    log.error({ err: new Error('refused for ann@shop.example') });
    expect(lines.join()).not.toMatch(/binding-secret|ann@shop/);
    expect((JSON.parse(lines[2] ?? '') as { msg: string }).msg).toBe('refused for [redacted]');
  });

  test('when a text is very long, then masking it stays quick', () => {
    const startedAt = performance.now();
    redact('a'.repeat(400_000));
    redact(`${'a'.repeat(400_000)}@`);
    // Matching without bounds takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
