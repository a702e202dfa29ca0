import type { Call, Reply, Route } from './http.ts';
import type { CardProcessor } from './processor.ts';
import type { Storefront } from './storefront.ts';

export interface Office extends Storefront {
  processor: CardProcessor;
  /** Whoever shows it in `x-admin-key` runs the shop. */
  adminKey: string;
}

/** For the shop's own people and its tests. No cookie opens these doors, so no CSRF token guards them. */
export function adminRoutes(office: Office): Route[] {
  const { boxOffice, desk, processor } = office;
  const routes: Route[] = [
    { method: 'POST', pattern: '/admin/reset', answer: () => reset(office) },
    { method: 'POST', pattern: '/admin/seed', answer: (call) => seed(office, call) },
    { method: 'GET', pattern: '/admin/jobs', answer: () => ok({ underWay: desk.underWay }) },
    { method: 'GET', pattern: '/admin/orders', answer: () => ok({ orders: boxOffice.orders() }) },
    { method: 'GET', pattern: '/admin/stock', answer: () => ok({ stock: boxOffice.stock() }) },
    { method: 'GET', pattern: '/admin/payments', answer: () => ok({ payments: boxOffice.payments() }) },
    { method: 'GET', pattern: '/processor/charges', answer: () => ok({ charges: processor.charges() }) },
  ];
  return routes.map((route) => ({
    ...route,
    answer: (call) =>
      call.headers['x-admin-key'] === office.adminKey
        ? route.answer(call)
        : { status: 401, json: { error: 'ADMIN_KEY' } },
  }));
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}

function reset({ boxOffice, customers, desk, processor, sessions }: Office): Reply {
  if (desk.underWay > 0) return { status: 409, json: { error: 'UNDER_WAY' } };
  for (const books of [desk, boxOffice, customers, processor, sessions]) books.clear();
  return { status: 204 };
}

/** `{ customers, tickets, priceCents }`: makes so many customers, and one event with so many tickets. */
function seed({ boxOffice, customers }: Office, { body }: Call): Reply {
  const wanted = numbersOf(body);
  const made = {
    customers: wanted('customers'),
    tickets: wanted('tickets'),
    priceCents: wanted('priceCents'),
  };
  const wrong = Object.entries(made).find(([, value]) => value === null);
  if (wrong !== undefined) return { status: 400, json: { error: 'INVALID', field: wrong[0] } };
  const event = {
    code: 'harbour-night',
    title: 'A night at the harbour',
    capacity: made.tickets ?? 0,
    priceCents: made.priceCents ?? 0,
  };
  if (boxOffice.event(event.code) !== undefined) return { status: 409, json: { error: 'ALREADY_ON_SALE' } };
  boxOffice.put(event);
  const people = Array.from({ length: made.customers ?? 0 }, (_, at) => customer(at + 1));
  for (const person of people) customers.put(person);
  return { status: 201, json: { event, customers: people } };
}

/** Reads whole numbers above 0 out of a JSON object; what is none is null. */
function numbersOf(body: string): (name: string) => number | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return () => null;
  }
  return (name) => {
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : null;
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
  };
}

function customer(at: number) {
  const number = `C${String(at).padStart(6, '0')}`;
  return { number, email: `${number}@example.test`, password: `pass-${number}`, card: '4242424242424242' };
}
