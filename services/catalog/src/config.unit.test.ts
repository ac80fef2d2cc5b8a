import { loadCatalogConfig } from './config';

test('when what is required is set, then that is enough; when the database is missing, then it is named', () => {
  const env = { APP_PORT: '4107', DAPR_HTTP_PORT: '4207', APP_API_TOKEN: 'app-token-of-the-tests', ADMIN_TOKEN: 'admin-token-of-the-tests' };
  const url = 'postgres://catalog_user@127.0.0.1/catalogdb';
  expect(loadCatalogConfig({ ...env, CATALOG_DATABASE_URL: url })).toMatchObject({ APP_PORT: 4107, DATABASE_URL: url });
  expect(() => loadCatalogConfig(env)).toThrow('DATABASE_URL');
});
