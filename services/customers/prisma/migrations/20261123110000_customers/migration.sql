-- Personal data. Two customers may have one e-mail address: it is no key.
CREATE TABLE customers (
  id             text PRIMARY KEY,
  email          text NOT NULL,
  name           text NOT NULL,
  status         text NOT NULL CHECK (status IN ('ACTIVE', 'BLOCKED')),
  blocked_reason text,
  tier           text NOT NULL CHECK (tier IN ('NONE', 'BRONZE', 'SILVER', 'GOLD')),
  version        integer NOT NULL CHECK (version >= 1),
  updated_at     timestamptz(3) NOT NULL,
  CONSTRAINT customers_only_the_blocked_have_a_reason CHECK (blocked_reason IS NULL OR status = 'BLOCKED')
);
-- Whoever is blocked is so under any id: capitals and small letters are the same.
CREATE INDEX customers_blocked_emails ON customers (lower(email)) WHERE status = 'BLOCKED';
