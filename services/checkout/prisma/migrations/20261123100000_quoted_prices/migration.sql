-- A session's prices are those pricing quoted for it. Sessions from before had neither discounts nor tax.
ALTER TABLE checkout_sessions
  ADD COLUMN subtotal_minor  bigint,
  ADD COLUMN discounts_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN tax_minor       bigint NOT NULL DEFAULT 0,
  ADD COLUMN coupon_code     text;
UPDATE checkout_sessions SET subtotal_minor = total_minor;
ALTER TABLE checkout_sessions
  ALTER COLUMN subtotal_minor SET NOT NULL,
  ALTER COLUMN discounts_minor DROP DEFAULT,
  ALTER COLUMN tax_minor DROP DEFAULT,
  ADD CONSTRAINT checkout_sessions_sum CHECK (total_minor = subtotal_minor - discounts_minor + tax_minor);
