CREATE TYPE "session_state" AS ENUM ('OPEN', 'COMPLETED');
CREATE TYPE "attempt_status" AS ENUM ('OPEN', 'CAPTURED', 'DECLINED', 'VOIDED');
CREATE TYPE "transaction_status" AS ENUM ('UNACKNOWLEDGED', 'ACKNOWLEDGED');

CREATE TABLE "price_list" (
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "minor" INTEGER NOT NULL CHECK ("minor" > 0),
    -- One currency, so that every cart has a sum.
    "currency" CHAR(3) NOT NULL CHECK ("currency" = 'EUR'),
    CONSTRAINT "price_list_pkey" PRIMARY KEY ("sku")
);

CREATE TABLE "carts" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "carts_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cart_items" (
    "cart_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL CHECK ("quantity" BETWEEN 1 AND 99),
    CONSTRAINT "cart_items_pkey" PRIMARY KEY ("cart_id", "sku"),
    CONSTRAINT "cart_items_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "carts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "cart_items_sku_fkey" FOREIGN KEY ("sku") REFERENCES "price_list" ("sku") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "checkout_sessions" (
    "id" UUID NOT NULL,
    "cart_id" UUID NOT NULL,
    "cart_version" INTEGER NOT NULL,
    "state" "session_state" NOT NULL DEFAULT 'OPEN',
    "customer" JSONB NOT NULL,
    "shipping_address" JSONB NOT NULL,
    "items" JSONB NOT NULL,
    "total_minor" BIGINT NOT NULL CHECK ("total_minor" >= 0),
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "checkout_sessions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payment_attempts" (
    "session_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL CHECK ("attempt" >= 1),
    "client_key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "status" "attempt_status" NOT NULL DEFAULT 'OPEN',
    "order_id" UUID NOT NULL,
    "order_number" TEXT NOT NULL,
    "reason" JSONB,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "void_requested_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    CONSTRAINT "payment_attempts_pkey" PRIMARY KEY ("session_id", "attempt"),
    CONSTRAINT "payment_attempts_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "checkout_sessions" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "payment_attempts_provider_key_key" ON "payment_attempts" ("provider_key");
CREATE UNIQUE INDEX "payment_attempts_order_id_key" ON "payment_attempts" ("order_id");
CREATE UNIQUE INDEX "payment_attempts_order_number_key" ON "payment_attempts" ("order_number");
CREATE UNIQUE INDEX "payment_attempts_session_id_client_key_key" ON "payment_attempts" ("session_id", "client_key");
-- Money rule 3: a session has at most one open attempt, whatever the client's key.
CREATE UNIQUE INDEX "payment_attempts_one_open" ON "payment_attempts" ("session_id") WHERE "status" = 'OPEN';
-- A session is paid at most once.
CREATE UNIQUE INDEX "payment_attempts_one_captured" ON "payment_attempts" ("session_id") WHERE "status" = 'CAPTURED';

CREATE TABLE "sales" (
    "order_id" UUID NOT NULL,
    "order_number" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "order" JSONB NOT NULL,
    "sold_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "sales_pkey" PRIMARY KEY ("order_id"),
    CONSTRAINT "sales_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "checkout_sessions" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sales_order_number_key" ON "sales" ("order_number");
CREATE UNIQUE INDEX "sales_session_id_key" ON "sales" ("session_id");

CREATE TABLE "checkout_transactions" (
    "order_id" UUID NOT NULL,
    "first_event_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "status" "transaction_status" NOT NULL DEFAULT 'UNACKNOWLEDGED',
    "resends" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    CONSTRAINT "checkout_transactions_pkey" PRIMARY KEY ("order_id"),
    CONSTRAINT "checkout_transactions_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sales" ("order_id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "checkout_transactions_acknowledged" CHECK (("status" = 'ACKNOWLEDGED') = ("acknowledged_at" IS NOT NULL))
);
-- The rows still to be sent again, soonest first. Acknowledged ones, nearly all, stay out of it.
CREATE INDEX "checkout_transactions_due" ON "checkout_transactions" ("next_attempt_at") WHERE "status" = 'UNACKNOWLEDGED';
-- The same rows by order, for the admin list and its count.
CREATE INDEX "checkout_transactions_unacknowledged" ON "checkout_transactions" ("order_id") WHERE "status" = 'UNACKNOWLEDGED';

CREATE SEQUENCE "order_number_seq" AS BIGINT;
