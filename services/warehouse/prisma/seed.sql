-- The stock of the local run: plenty, but for the teapots. Running it again leaves what was sold sold.
INSERT INTO stock (sku, on_hand, updated_at) VALUES
  ('TEA-GREEN-100', 1000000, now()),
  ('TEA-BLACK-100', 1000000, now()),
  ('COFFEE-250', 1000000, now()),
  ('COFFEE-1000', 1000000, now()),
  ('MUG-BLUE', 1000000, now()),
  ('MUG-WHITE', 1000000, now()),
  ('TEAPOT-IRON', 5, now()),
  ('KETTLE-1L', 1000000, now()),
  ('HONEY-500', 1000000, now()),
  ('GIFT-CARD-25', 1000000, now())
ON CONFLICT (sku) DO NOTHING;
