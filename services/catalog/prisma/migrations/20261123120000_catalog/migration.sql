-- What is told of one product.
CREATE TABLE products (
  sku         text PRIMARY KEY,
  name        text NOT NULL,
  description text NOT NULL,
  category    text,
  image_path  text,
  listed      boolean NOT NULL,
  version     integer NOT NULL CHECK (version >= 1),
  updated_at  timestamptz(3) NOT NULL
);
CREATE INDEX products_by_category ON products (category, sku) WHERE listed;

-- The newest price and stock by SKU. No foreign keys: they may come before anybody describes the product.
CREATE TABLE prices (
  sku              text PRIMARY KEY,
  minor            bigint NOT NULL CHECK (minor BETWEEN 0 AND 9007199254740991),
  currency         char(3) NOT NULL,
  volume_discounts jsonb NOT NULL,
  version          integer NOT NULL,
  changed_at       timestamptz(3) NOT NULL
);

CREATE TABLE stock (
  sku        text PRIMARY KEY,
  available  integer NOT NULL CHECK (available >= 0),
  version    integer NOT NULL,
  changed_at timestamptz(3) NOT NULL
);
