-- Prices, tax rates and coupons of the local run. What is there already stays as it is: it may have been changed since.
WITH listed AS (
  INSERT INTO prices (sku, name, minor, currency, tax_category, volume_discounts, version, list_version, updated_at)
  SELECT p.sku, p.name, p.minor, 'EUR', p.tax_category, p.volume_discounts::jsonb, 1, l.version + 1, now()
  FROM price_list l, (VALUES
    ('TEA-GREEN-100', 'Green tea, 100 g', 690, 'reduced', '[{"minQuantity": 10, "basisPoints": 500}, {"minQuantity": 25, "basisPoints": 1000}]'),
    ('TEA-BLACK-100', 'Black tea, 100 g', 590, 'reduced', '[{"minQuantity": 10, "basisPoints": 500}, {"minQuantity": 25, "basisPoints": 1000}]'),
    ('COFFEE-250', 'Coffee beans, 250 g', 890, 'reduced', '[{"minQuantity": 10, "basisPoints": 500}]'),
    ('COFFEE-1000', 'Coffee beans, 1 kg', 2990, 'reduced', '[{"minQuantity": 5, "basisPoints": 750}]'),
    ('MUG-BLUE', 'Blue mug', 1250, 'standard', '[{"minQuantity": 12, "basisPoints": 1000}]'),
    ('MUG-WHITE', 'White mug', 1150, 'standard', '[{"minQuantity": 12, "basisPoints": 1000}]'),
    ('TEAPOT-IRON', 'Cast-iron teapot', 4900, 'standard', '[]'),
    ('KETTLE-1L', 'Kettle, 1 litre', 3900, 'standard', '[]'),
    ('HONEY-500', 'Honey, 500 g', 750, 'reduced', '[]'),
    ('GIFT-CARD-25', 'Gift card, 25 euros', 2500, 'zero', '[]')
  ) AS p (sku, name, minor, tax_category, volume_discounts)
  ON CONFLICT (sku) DO NOTHING
  RETURNING sku
)
UPDATE price_list SET version = version + 1 WHERE EXISTS (SELECT FROM listed);

-- Basis points. For demonstration: not kept up with any country's law.
INSERT INTO tax_rates (country, standard, reduced) VALUES
  ('AT', 2000, 1000),
  ('BE', 2100, 600),
  ('DE', 1900, 700),
  ('ES', 2100, 1000),
  ('FR', 2000, 550),
  ('IT', 2200, 1000),
  ('NL', 2100, 900),
  -- Exports: the shop collects nothing.
  ('CH', 0, 0),
  ('GB', 0, 0),
  ('US', 0, 0)
ON CONFLICT (country) DO NOTHING;

INSERT INTO coupons (code, discount_type, basis_points, amount_minor, minimum_minor, currency, valid_until, max_uses, max_uses_per_customer, updated_at) VALUES
  ('WELCOME10', 'percentage', 1000, NULL, NULL, 'EUR', NULL, NULL, 1, now()),
  ('FIVE-OFF', 'fixed', NULL, 500, 2500, 'EUR', NULL, NULL, NULL, now()),
  ('FIRST-100', 'percentage', 2500, NULL, 1000, 'EUR', NULL, 100, 1, now()),
  ('SUMMER-2025', 'percentage', 1500, NULL, NULL, 'EUR', '2025-09-01T00:00:00Z', NULL, NULL, now())
ON CONFLICT (code) DO NOTHING;
