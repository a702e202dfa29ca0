export interface Answer {
  status: number;
  body: object;
}

interface Asked {
  path: string;
  /** Who asks, in whatever words. */
  buyer: string;
  body: { seatIds?: string[]; email?: string };
}

const price = 100;

/** One event's seats and who has them; it speaks the dialect `seats` (scenarios/clients/seats.ts). */
export class BareSale {
  readonly #seats: string[];
  readonly #holders = new Map<string, string>();
  #orders = 0;

  constructor(seats: number) {
    this.#seats = Array.from({ length: seats }, (_, index) => String(index + 1));
  }

  answer({ path, buyer, body }: Asked): Answer {
    switch (path) {
      case '/api/auth/register':
        return { status: 201, body: { user: { id: body.email } } };
      case '/api/auth/login':
        return { status: 200, body: { token: body.email } };
      case '/api/events':
        return { status: 200, body: { events: [{ id: '1', status: 'on_sale' }], next: null } };
      case '/api/events/1/seats':
        return { status: 200, body: { seats: this.#seats.map((id) => this.#describe(id)) } };
      case '/api/seats/lock':
        return this.#hold(body.seatIds ?? [], buyer);
      case '/api/reservations':
        return { status: 201, body: { id: String(++this.#orders), amount: price } };
    }
    const order = /^\/api\/reservations\/(\d+)\/confirm$/.exec(path)?.[1];
    if (order === undefined) return { status: 404, body: { code: 'not_found' } };
    return { status: 200, body: { id: order, amount: price } };
  }

  #describe(id: string) {
    return { id, price, status: this.#holders.has(id) ? 'held' : 'available' };
  }

  #hold(seats: readonly string[], buyer: string): Answer {
    const taken = seats.some((seat) => (this.#holders.get(seat) ?? buyer) !== buyer);
    if (taken) return { status: 409, body: { code: 'seat_taken' } };
    for (const seat of seats) this.#holders.set(seat, buyer);
    return { status: 200, body: { ttlMs: 300_000 } };
  }
}
