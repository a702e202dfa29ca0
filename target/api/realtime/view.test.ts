import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlaceOrNone, RoomState, SeatSeen } from './messages.ts';
import { isNewer } from './seat-order.ts';
import { RoomView } from './view.ts';

const at = (epoch: string, sequence: number) => ({ epoch, sequence });
const held = (version: number): SeatSeen => ({ id: '1', status: 'held', version });

function stateAt(place: PlaceOrNone): RoomState {
  const rest = { eventId: '1', reason: 'joined' as const, withinMs: 0 };
  return { ...rest, ...place, degraded: place.epoch === null, pollMs: null };
}

describe('a view', () => {
  test('has to be completed by a snapshot that is new enough', () => {
    const view = new RoomView();
    view.stateTold(stateAt(at('a', 5)));
    view.snapshotTaken({ place: at('a', 4), seats: [] });
    expect(view.stale).toBe(true);
    view.snapshotTaken({ place: at('a', 5), seats: [] });
    expect(view.stale).toBe(false);
  });

  test('knows what it missed, and which snapshot makes up for it', () => {
    const view = joined();
    view.told(at('a', 1), []);
    view.told(at('a', 4), []);
    expect(view).toMatchObject({ missed: 2, repeated: 0, stale: true });
    view.snapshotTaken({ place: at('a', 2), seats: [] });
    expect(view.stale).toBe(true);
    view.snapshotTaken({ place: at('a', 3), seats: [] });
    expect(view.stale).toBe(false);
  });

  test('knows what came again', () => {
    const view = joined();
    view.told(at('a', 1), []);
    view.told(at('a', 1), []);
    expect(view).toMatchObject({ missed: 0, repeated: 1, stale: false });
  });

  test('begins anew with another epoch, told or read', () => {
    const view = joined();
    view.told(at('b', 3), []);
    expect(view.stale).toBe(true);
    view.snapshotTaken({ place: at('a', 9), seats: [] });
    expect(view.stale).toBe(true);
    view.snapshotTaken({ place: at('a', 9), seats: [] });
    expect(view.stale).toBe(false);
    view.told(at('b', 4), []);
    expect(view.stale).toBe(true);
  });

  test('without a line stays one that has to be asked for', () => {
    const view = new RoomView();
    view.stateTold(stateAt({ epoch: null, sequence: null }));
    view.told({ epoch: null, sequence: null }, [held(1)]);
    view.snapshotTaken({ place: at('a', 1), seats: [] });
    expect(view.stale).toBe(true);
    expect(view.seats.get('1')).toEqual(held(1));
  });
});

describe('of two states of a seat', () => {
  test.each([
    ['the later version', held(2), held(1), true],
    ['not the earlier one', held(1), held(2), false],
    ['a hold that ran out', { ...held(1), status: 'available' }, held(1), true],
    ['not the hold before it ran out', held(1), { ...held(1), status: 'available' }, false],
    ['not the same', held(1), held(1), false],
  ] as const)('%s is newer', (_name, seen, known, newer) => {
    expect(isNewer(seen, known)).toBe(newer);
  });
});

function joined(): RoomView {
  const view = new RoomView();
  view.stateTold(stateAt(at('a', 0)));
  view.snapshotTaken({ place: at('a', 0), seats: [] });
  return view;
}

/**
 * Instances that commit and tell, a Redis that counts and may be flushed, a channel that one client hears with
 * losses, and snapshots of which the two halves, number and seats, are read at different instants.
 */
class Interleaving {
  readonly view = new RoomView();
  readonly seats: SeatSeen[] = [0, 1, 2].map((id) => ({ id: String(id), status: 'available', version: 0 }));
  /** Seats read and not yet told, by instance. */
  readonly read: (SeatSeen[] | null)[] = [null, null];
  /** Changed and not yet read, by instance. */
  readonly changed: Set<string>[] = [new Set(), new Set()];
  readonly channel: { place: { epoch: string; sequence: number }; seats: SeatSeen[] }[] = [];
  epoch = 1;
  sequence = 0;
  numbered: { epoch: string; sequence: number } | null = null;

  constructor() {
    this.view.stateTold(stateAt(this.place));
  }

  get place() {
    return at(String(this.epoch), this.sequence);
  }

  commit(instance: number, seat: number): void {
    const { id, status, version } = this.seats[seat] as SeatSeen;
    this.seats[seat] = { id, status: status === 'available' ? 'held' : 'available', version: version + 1 };
    this.changed[instance]?.add(id);
  }

  readChanges(instance: number): void {
    const ids = this.changed[instance];
    if (this.read[instance] !== null || ids === undefined || ids.size === 0) return;
    this.read[instance] = this.seats.filter(({ id }) => ids.has(id)).map((seat) => ({ ...seat }));
    ids.clear();
  }

  tell(instance: number): void {
    const seats = this.read[instance] ?? null;
    if (seats === null) return;
    this.read[instance] = null;
    this.sequence += 1;
    this.channel.push({ place: this.place, seats });
  }

  deliver(lost: boolean): void {
    const message = this.channel.shift();
    if (message !== undefined && !lost) this.view.told(message.place, message.seats);
  }

  flush(): void {
    this.epoch += 1;
    this.sequence = 0;
  }

  /** The number, then the seats; what comes between is what the order is about. */
  snapshot(): void {
    if (this.numbered === null) {
      this.numbered = this.place;
      return;
    }
    this.view.snapshotTaken({ place: this.numbered, seats: this.seats.map((seat) => ({ ...seat })) });
    this.numbered = null;
  }

  /** Everything that is under way comes to its end; then the client asks for as long as it knows that it has to. */
  settle(): void {
    for (const instance of [0, 1]) {
      for (let twice = 0; twice < 2; twice += 1) {
        this.tell(instance);
        this.readChanges(instance);
      }
      this.tell(instance);
    }
    // The last message is heard, as it is in a room in which something goes on.
    this.commit(0, 0);
    this.readChanges(0);
    this.tell(0);
    while (this.channel.length > 0) this.deliver(false);
    for (let asked = 0; this.view.stale && asked < 10; asked += 1) this.snapshot();
  }
}

const kinds = ['commit', 'read', 'tell', 'deliver', 'snapshot'] as const;
const troubles = ['lose', 'flush'] as const;
const stepsOf = (names: readonly string[]) =>
  fc.array(
    fc.record({ name: fc.constantFrom(...names), instance: fc.nat(1), seat: fc.integer({ min: 1, max: 2 }) }),
    {
      minLength: 10,
      maxLength: 40,
    },
  );

// Mostly without trouble: a snapshot after it makes good whatever went wrong before.
test.each([
  ['nothing is lost', kinds],
  ['one in six is lost', [...kinds, troubles[0]]],
  ['Redis is flushed, too', [...kinds, ...kinds, ...troubles]],
])('snapshot and what is told later come to what the database holds: %s', (_name, names) => {
  fc.assert(
    fc.property(stepsOf(names), (steps) => {
      const run = new Interleaving();
      // A client takes one when it has joined.
      run.snapshot();
      run.snapshot();
      for (const { name, instance, seat } of steps) {
        if (name === 'commit') run.commit(instance, seat);
        else if (name === 'read') run.readChanges(instance);
        else if (name === 'tell') run.tell(instance);
        else if (name === 'snapshot') run.snapshot();
        else if (name === 'flush') run.flush();
        else run.deliver(name === 'lose');
      }
      run.settle();
      expect(run.view.stale).toBe(false);
      expect([...run.view.seats.values()].sort((a, b) => a.id.localeCompare(b.id))).toEqual(run.seats);
    }),
    { numRuns: 5_000 },
  );
});
