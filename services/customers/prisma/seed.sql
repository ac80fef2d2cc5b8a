-- Customers of the local run. What is there already stays as it is: it may have been changed since.
INSERT INTO customers (id, email, name, status, blocked_reason, tier, version, updated_at) VALUES
  ('customer-17', 'ada@example.com', 'Ada Example', 'ACTIVE', NULL, 'SILVER', 1, now()),
  ('customer-18', 'grace@example.com', 'Grace Example', 'ACTIVE', NULL, 'GOLD', 1, now()),
  ('customer-19', 'alan@example.com', 'Alan Example', 'ACTIVE', NULL, 'BRONZE', 1, now()),
  ('customer-20', 'edsger@example.com', 'Edsger Example', 'ACTIVE', NULL, 'NONE', 1, now()),
  ('customer-blocked', 'blocked@example.com', 'Mallory Example', 'BLOCKED', 'Three charges were taken back.', 'NONE', 1, now())
ON CONFLICT (id) DO NOTHING;
