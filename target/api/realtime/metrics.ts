import { Counter, type Registry } from 'prom-client';

/** Why the server ended a connection. */
export type Ended = 'too_slow' | 'too_many_messages' | 'token_expired' | 'closing';

/** What real time counts. */
export interface RealtimeMetrics {
  sent(name: string, messages: number): void;
  /** Messages that were not sent to clients for whom too much waits. */
  leftOut(messages: number): void;
  /** Changes of a seat that went together with another one of the same seat. */
  coalesced(changes: number): void;
  connected(restoring: boolean): void;
  refused(code: string): void;
  ended(why: Ended): void;
  restored(from: 'redis' | 'postgres' | 'nowhere'): void;
  healed(seats: number): void;
}

/** Counts in series of `registry`. */
export function realtimeMetrics(registry: Registry): RealtimeMetrics {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const sent = counter('realtime_messages_total', 'Messages to clients, one a recipient', ['event']);
  const leftOut = counter('realtime_left_out_total', 'Messages not sent to clients that do not read');
  const coalesced = counter('realtime_coalesced_total', 'Changes told together with a later one');
  const connected = counter('realtime_connected_total', 'Connections begun', ['kind']);
  const refused = counter('realtime_refused_total', 'Connections and messages refused', ['code']);
  const ended = counter('realtime_ended_total', 'Connections ended by the server', ['reason']);
  const restored = counter('realtime_restored_total', 'Sessions asked for, by where they were', ['from']);
  const healed = counter('realtime_healed_total', 'Seats told again because nobody had');
  return {
    sent: (event, messages) => sent.inc({ event }, messages),
    leftOut: (messages) => leftOut.inc(messages),
    coalesced: (changes) => coalesced.inc(changes),
    connected: (again) => connected.inc({ kind: again ? 'again' : 'first' }),
    refused: (code) => refused.inc({ code }),
    ended: (reason) => ended.inc({ reason }),
    restored: (from) => restored.inc({ from }),
    healed: (seats) => healed.inc(seats),
  };
}
