-- Downstream faults that are switched on, in the order they are applied; empty unless somebody tries something out.
CREATE TABLE platform.faults (
  position int PRIMARY KEY,
  rule     jsonb NOT NULL
);
