import { loadNotificationConfig } from './config';

const env = {
  APP_PORT: '4110',
  DAPR_HTTP_PORT: '4210',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  NOTIFICATION_DATABASE_URL: 'postgres://notification_user@127.0.0.1/notificationdb',
};

test('when only what is required is set, then mails go out for a week, and are tried for a day', () => {
  expect(loadNotificationConfig(env)).toMatchObject({
    DATABASE_URL: env.NOTIFICATION_DATABASE_URL,
    MAIL_MAX_AGE_MS: 7 * 86_400_000,
    MAIL_RETRY_FOR_MS: 86_400_000,
    SMTP_TIMEOUT_MS: 15_000,
  });
});

test('when several variables are bad, then each of them is named', () => {
  const bad = () => loadNotificationConfig({ ...env, MAIL_FROM: 'nobody', MAIL_MAX_AGE_MS: '-1', MAIL_RETRY_FOR_MS: 'soon', SMTP_TIMEOUT_MS: '5' });
  for (const name of ['MAIL_FROM', 'MAIL_MAX_AGE_MS', 'MAIL_RETRY_FOR_MS', 'SMTP_TIMEOUT_MS']) expect(bad).toThrow(name);
});

test('when the sender is one address, with a name or without, then it is taken; two are not', () => {
  for (const MAIL_FROM of ['shop@example.com', 'The Shop <shop@example.com>'])
    expect(loadNotificationConfig({ ...env, MAIL_FROM }).MAIL_FROM).toBe(MAIL_FROM);
  for (const MAIL_FROM of ['a@example.com;b@example.com', 'a@example.com\r\nBcc: b@example.com'])
    expect(() => loadNotificationConfig({ ...env, MAIL_FROM })).toThrow('MAIL_FROM');
});
