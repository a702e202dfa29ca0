import { type Seeded, seed } from '../../target/api/seeding/seed.ts';

/** Every seeded user has it: it is hashed once, and guards nothing but a target on loopback. */
export const seededPassword = 'correct horse battery staple';

/** Put one event on sale in an empty reference target, and make those who may buy. Prices in minor units. */
export async function seedSale(databaseUrl: string, of: { users: number; seats: number }): Promise<Seeded> {
  const events = [{ title: 'The on-sale', seats: of.seats, priceMinor: 9_900 }];
  return await seed(databaseUrl, { users: of.users, events, password: seededPassword });
}
