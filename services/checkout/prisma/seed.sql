-- The price list of the local run. Running it again brings names and prices back to these.
INSERT INTO "price_list" ("sku", "name", "minor", "currency") VALUES
    ('TEA-GREEN-100', 'Green tea, 100 g', 690, 'EUR'),
    ('TEA-BLACK-100', 'Black tea, 100 g', 590, 'EUR'),
    ('COFFEE-250', 'Coffee beans, 250 g', 890, 'EUR'),
    ('COFFEE-1000', 'Coffee beans, 1 kg', 2990, 'EUR'),
    ('MUG-BLUE', 'Blue mug', 1250, 'EUR'),
    ('MUG-WHITE', 'White mug', 1150, 'EUR'),
    ('TEAPOT-IRON', 'Cast-iron teapot', 4900, 'EUR'),
    ('KETTLE-1L', 'Kettle, 1 litre', 3900, 'EUR'),
    ('HONEY-500', 'Honey, 500 g', 750, 'EUR'),
    ('GIFT-CARD-25', 'Gift card, 25 euros', 2500, 'EUR')
ON CONFLICT ("sku") DO UPDATE SET "name" = EXCLUDED."name", "minor" = EXCLUDED."minor", "currency" = EXCLUDED."currency";
