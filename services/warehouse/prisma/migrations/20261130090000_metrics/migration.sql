-- Reservations that have goods set aside: what the metrics count at every scrape. The others, nearly all, stay out of it.
CREATE INDEX reservations_active_idx ON reservations (status) WHERE status IN ('HELD', 'CONFIRMED');
