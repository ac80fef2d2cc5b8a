import { externalServers, refuseReset } from './external.js';

describe('servers named by the environment', () => {
  it('when none is named, then own ones are used and may be reset', () => {
    expect(externalServers({ REDIS_URL: '' })).toEqual({});
    expect(() => refuseReset({})).not.toThrow();
  });

  it('when one is named, then a reset is refused and names the variable to unset', () => {
    const external = externalServers({ DATABASE_URL: 'postgres://admin@db:5432/postgres' });
    expect(() => refuseReset(external)).toThrow('unset DATABASE_URL');
  });

  it('when a URL is of the wrong kind, then the variable and the kind are named', () => {
    expect(() => externalServers({ REDIS_URL: 'localhost:6379' })).toThrow('REDIS_URL is no redis:// URL');
  });
});
