import type { Product } from './product.js';

/** A mug with price and stock. */
export const mug: Product = {
  ...{ sku: 'MUG-BLUE', name: 'Blue mug', description: 'Stoneware, 300 ml.', category: 'Mugs', imagePath: null, listed: true },
  ...{ version: 3, updatedAt: new Date(0) },
  price: { unitPrice: { minor: 1_250, currency: 'EUR' }, volumeDiscounts: [], version: 2, changedAt: new Date(1_000) },
  stock: { available: 7, version: 17, changedAt: new Date(2_000) },
};
