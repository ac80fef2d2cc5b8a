-- Counts the changes of the price list: a quote names the version it was made from.
CREATE TABLE price_list (
  id      boolean PRIMARY KEY DEFAULT true CHECK (id),
  version integer NOT NULL
);
INSERT INTO price_list (version) VALUES (0);

CREATE TABLE prices (
  sku               text PRIMARY KEY,
  name              text NOT NULL,
  minor             bigint NOT NULL CHECK (minor BETWEEN 0 AND 1000000000),
  -- One currency, so that every quote has a sum.
  currency          char(3) NOT NULL CHECK (currency = 'EUR'),
  tax_category      text NOT NULL CHECK (tax_category IN ('standard', 'reduced', 'zero')),
  volume_discounts  jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(volume_discounts) = 'array'),
  version           integer NOT NULL CHECK (version >= 1),
  list_version      integer NOT NULL CHECK (list_version >= 1),
  announced_version integer NOT NULL DEFAULT 0 CHECK (announced_version <= version),
  updated_at        timestamptz(3) NOT NULL
);
CREATE INDEX prices_unannounced ON prices (sku) WHERE announced_version < version;

CREATE TABLE tax_rates (
  country  char(2) PRIMARY KEY CHECK (country ~ '^[A-Z]{2}$'),
  standard integer NOT NULL CHECK (standard BETWEEN 0 AND 10000),
  reduced  integer NOT NULL CHECK (reduced BETWEEN 0 AND 10000)
);

CREATE TABLE coupons (
  code                  text PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
  discount_type         text NOT NULL CHECK (discount_type IN ('percentage', 'fixed')),
  basis_points          integer CHECK (basis_points BETWEEN 1 AND 10000),
  amount_minor          bigint CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  minimum_minor         bigint CHECK (minimum_minor BETWEEN 0 AND 9007199254740991),
  currency              char(3) NOT NULL CHECK (currency = 'EUR'),
  valid_from            timestamptz(3),
  valid_until           timestamptz(3),
  max_uses              integer CHECK (max_uses >= 0),
  max_uses_per_customer integer CHECK (max_uses_per_customer >= 1),
  -- Confirmed and held; changed under the row's lock only.
  uses                  integer NOT NULL DEFAULT 0,
  updated_at            timestamptz(3) NOT NULL,
  CONSTRAINT coupons_discount_is_whole CHECK (
    (discount_type = 'percentage') = (basis_points IS NOT NULL) AND (discount_type = 'fixed') = (amount_minor IS NOT NULL)
  ),
  -- The last line against using a coupon more often than its limit.
  CONSTRAINT coupons_uses_within_limit CHECK (uses >= 0 AND uses <= coalesce(max_uses, uses))
);

CREATE TABLE quotes (
  reference_id       uuid PRIMARY KEY,
  reference_type     text NOT NULL CHECK (reference_type IN ('checkout_session', 'order')),
  id                 uuid NOT NULL UNIQUE,
  customer_id        text NOT NULL,
  country            char(2) NOT NULL,
  coupon_code        text REFERENCES coupons (code) ON DELETE RESTRICT ON UPDATE RESTRICT,
  content_hash       text NOT NULL,
  price_list_version integer NOT NULL,
  inputs             jsonb NOT NULL,
  priced             jsonb NOT NULL,
  total_minor        bigint NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
  currency           char(3) NOT NULL,
  -- OPEN and CONFIRMED count as a use of the coupon, the others do not.
  status             text NOT NULL CHECK (status IN ('OPEN', 'EXPIRED', 'CONFIRMED', 'RELEASED')),
  created_at         timestamptz(3) NOT NULL,
  expires_at         timestamptz(3) NOT NULL,
  closed_at          timestamptz(3),
  CHECK ((status IN ('CONFIRMED', 'RELEASED')) = (closed_at IS NOT NULL))
);
-- Holds that run out, by coupon; and how often a customer has used one.
CREATE INDEX quotes_holds ON quotes (status, coupon_code, expires_at) WHERE coupon_code IS NOT NULL;
CREATE INDEX quotes_uses_by_customer ON quotes (coupon_code, customer_id) WHERE coupon_code IS NOT NULL;

-- References nothing may be quoted for any more. Permanent.
CREATE TABLE quote_tombstones (
  reference_id uuid PRIMARY KEY,
  created_at   timestamptz(3) NOT NULL
);
