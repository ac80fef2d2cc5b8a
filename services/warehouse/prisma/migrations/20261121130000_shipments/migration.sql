-- Pieces that have left for orders so far: what the books are held against. A count does not change it.
ALTER TABLE stock ADD COLUMN shipped integer NOT NULL DEFAULT 0 CHECK (shipped >= 0);
UPDATE stock s SET shipped = left_so_far.pieces
FROM (
  SELECT item->>'sku' AS sku, sum((item->>'quantity')::int)::int AS pieces
  FROM reservations r, jsonb_array_elements(r.items) AS item WHERE r.status = 'SHIPPED' GROUP BY 1
) AS left_so_far
WHERE s.sku = left_so_far.sku;

-- Shipments told of before the order's reservation was there or confirmed. A loop ships the reservation once it is.
CREATE TABLE early_shipments (
  order_id    uuid PRIMARY KEY,
  shipment_id uuid NOT NULL,
  noted_at    timestamptz(3) NOT NULL
);
