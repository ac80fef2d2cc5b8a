// The peer of the benchmark: the same job as the documentation of Dapr's JavaScript SDK teaches it. One event a request,
// Ajv, and an interactive transaction with a dedup row.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommunicationProtocolEnum, DaprServer } from '@dapr/dapr';
import { PrismaPg } from '@prisma/adapter-pg';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import express from 'express';
import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import { PrismaClient } from '../generated/prisma/client.js';
import { projectRoot } from '../stack/paths.js';

/** By default a transaction that waits 2 s for a connection fails, and the SDK's server acknowledges the event all the same. */
const PATIENT = { maxWait: 60_000, timeout: 60_000 };
const PEER_TOPIC = 'bench.order.completed';
void main();

async function main(): Promise<void> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env['PEER_DATABASE_URL'] ?? '', max: 10 }) });
  const validate = compile();
  const app = express();
  for (const path of ['/healthz', '/readyz']) app.get(path, (_request, response) => void response.json({ status: 'ok' }));
  const server = new DaprServer({
    serverHost: '127.0.0.1',
    serverPort: process.env['APP_PORT'] ?? '',
    serverHttp: app as never,
    communicationProtocol: CommunicationProtocolEnum.HTTP,
    clientOptions: { daprHost: '127.0.0.1', daprPort: process.env['DAPR_HTTP_PORT'] ?? '', daprApiToken: process.env['DAPR_API_TOKEN'] ?? '' },
  });
  await server.pubsub.subscribe('pubsub', PEER_TOPIC, async (data: CheckoutOrderCompleted) => {
    if (!validate(data)) throw new Error('invalid');
    await record(prisma, data);
  });
  process.once('SIGTERM', () => process.exit(0));
  await server.start();
}

async function record(prisma: PrismaClient, { checkoutSessionId, order }: CheckoutOrderCompleted): Promise<void> {
  const content: object = order;
  await prisma.$transaction(async (tx) => {
    const seen = await tx.processedEvent.findUnique({ where: { eventId: order.id } });
    if (seen !== null) return;
    await tx.processedEvent.create({ data: { eventId: order.id } });
    await tx.peerOrder.create({
      data: {
        id: order.id,
        orderNumber: order.orderNumber,
        checkoutSessionId,
        customerId: order.customer.id,
        currency: order.currency,
        totalMinor: order.total.minor,
        content,
        placedAt: order.placedAt,
      },
    });
  }, PATIENT);
}

function compile(): (data: unknown) => boolean {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats(ajv);
  const folder = join(projectRoot, 'json-schema');
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (entry.endsWith('.json') && statSync(path).isFile() && entry !== 'catalog.json')
      ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')) as object);
  }
  const check = ajv.getSchema('https://schemas.sidecart.dev/checkout.order.completed/1.0');
  if (check === undefined) throw new Error('no contract for checkout.order.completed');
  return (data) => check(data) === true;
}
