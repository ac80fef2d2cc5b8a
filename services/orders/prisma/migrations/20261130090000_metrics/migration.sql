-- What the metrics count at every scrape: orders on their way, and differences that nobody foresaw. Both stay small.
CREATE INDEX orders_open_idx ON orders (status, origin, path, route) WHERE outcome IS NULL;
CREATE INDEX shadow_discrepancies_unforeseen_idx ON shadow_discrepancies (kind, found_at) WHERE NOT by_design;
