import { openApp } from '../../testing/parts.ts';
import type { Realtime } from '../compose.ts';
import type { SeatSeen } from '../messages.ts';
import type { EventSeen, Truth } from '../truth.ts';
import { MemoryRedis, memoryRealtime } from './memory.ts';
import { connect } from './user.ts';

const open: (() => Promise<unknown>)[] = [];

/** Ends every instance that was begun. */
export async function closeInstances(): Promise<void> {
  await Promise.all(open.splice(0).map((close) => close()));
}

/** What PostgreSQL would say: event 1 with seats, and user 7 holding some. */
export class Sale implements Truth {
  seats: SeatSeen[] = ['1', '2', '3'].map((id) => ({ id, status: 'available', version: 0 }));
  phase: 'scheduled' | 'on_sale' | 'ended' = 'on_sale';
  held: string[] = [];
  available = 3;

  set(id: string, status: SeatSeen['status']): void {
    this.seats = this.seats.map((seat) =>
      seat.id === id ? { id, status, version: seat.version + 1 } : seat,
    );
    this.available = this.seats.filter((seat) => seat.status !== 'booked').length;
  }

  async changed(eventId: string, seatIds: readonly string[]): Promise<EventSeen | null> {
    const all = await this.all(eventId);
    return all && { ...all, seats: all.seats.filter(({ id }) => seatIds.includes(id)) };
  }

  async all(eventId: string): Promise<EventSeen | null> {
    return eventId === '1' ? { available: this.available, seats: this.seats } : null;
  }

  async phases(eventIds: readonly string[]) {
    return new Map(eventIds.filter((id) => id === '1').map((id) => [id, this.phase] as const));
  }

  async heldBy() {
    return { seats: this.held, until: this.held.length > 0 ? '2030-01-01T00:00:00Z' : null };
  }
}

/** An instance that listens, without a database and with a Redis in memory. */
export async function instance(
  redis = new MemoryRedis(),
  parts: Partial<Realtime> = {},
  alter = (sound: Realtime) => sound,
) {
  const realtime = alter(memoryRealtime(redis, parts));
  const { app } = await openApp({ realtime });
  open.push(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const tokenOf = (sub: string) => app.jwt.sign({ sub, role: 'buyer' });
  return { app, url, realtime, tokenOf, user: (sub = '7') => connect(url, { token: tokenOf(sub) }) };
}
