-- The products of the local run; their prices and stock come by events. What is there already stays as it is.
INSERT INTO products (sku, name, description, category, listed, version, updated_at) VALUES
  ('TEA-GREEN-100', 'Green tea, 100 g', 'Sencha from Shizuoka, first harvest. Steep for two minutes at 75 °C.', 'Tea', true, 1, now()),
  ('TEA-BLACK-100', 'Black tea, 100 g', 'Assam, strong and malty. Good with milk.', 'Tea', true, 1, now()),
  ('COFFEE-250', 'Coffee beans, 250 g', 'Arabica from Huehuetenango, medium roast: cocoa, almond, a little orange.', 'Coffee', true, 1, now()),
  ('COFFEE-1000', 'Coffee beans, 1 kg', 'The same beans in the large bag, with a valve that keeps them fresh.', 'Coffee', true, 1, now()),
  ('MUG-BLUE', 'Blue mug', 'Stoneware, 300 ml, glazed by hand. Safe in the dishwasher.', 'Mugs', true, 1, now()),
  ('MUG-WHITE', 'White mug', 'Porcelain, 300 ml. Safe in the dishwasher and the microwave.', 'Mugs', true, 1, now()),
  ('TEAPOT-IRON', 'Cast-iron teapot', 'Holds 0.8 litres and keeps tea warm for an hour. With a steel strainer.', 'Kitchen', true, 1, now()),
  ('KETTLE-1L', 'Kettle, 1 litre', 'Brushed steel with a thin spout, for all hobs, induction too.', 'Kitchen', true, 1, now()),
  ('HONEY-500', 'Honey, 500 g', 'Linden blossom honey from one beekeeper, cold spun.', 'Pantry', true, 1, now()),
  ('GIFT-CARD-25', 'Gift card, 25 euros', 'For somebody who knows best. Sent by e-mail, valid for three years.', 'Gifts', true, 1, now())
ON CONFLICT (sku) DO NOTHING;
