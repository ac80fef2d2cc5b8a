-- Stock that came in past the service, by the seed, is told by a loop: consumers know the stock from its events alone.
ALTER TABLE stock ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX stock_untold_idx ON stock (sku) WHERE NOT told;
