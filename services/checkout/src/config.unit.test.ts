import { loadCheckoutConfig } from './config';

const env = {
  APP_PORT: '4101',
  DAPR_HTTP_PORT: '4201',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  CHECKOUT_DATABASE_URL: 'postgres://checkout_user@127.0.0.1/checkoutdb',
};

test('when only what is required is set, then the times are those of the design', () => {
  expect(loadCheckoutConfig(env)).toMatchObject({
    DATABASE_URL: env.CHECKOUT_DATABASE_URL,
    CAPTURE_DEADLINE_MS: 900_000,
    RESEND_AFTER_MS: 30_000,
    RESEND_MAX_MS: 600_000,
  });
});

test('when several variables are bad, then each of them is named', () => {
  const bad = () => loadCheckoutConfig({ ...env, RESEND_AFTER_MS: '0', SESSION_TTL_MS: 'soon', RESEND_BATCH_SIZE: '1.5' });
  for (const name of ['RESEND_AFTER_MS', 'SESSION_TTL_MS', 'RESEND_BATCH_SIZE']) expect(bad).toThrow(name);
});
