import { distance } from 'fastest-levenshtein';

export interface KnownMeasurement {
  unit: string;
  meaning: string;
  /** A time or a rate: worthless when the machine that generated the load was itself the limit. */
  needsHeadroom: boolean;
  /** The label by which it is also told apart, as in `http.p95{route=POST /api/seats/lock}`. */
  label: string | null;
}

const known = (unit: string, meaning: string, label: string | null = null): KnownMeasurement => ({
  unit,
  meaning,
  needsHeadroom: ['s', 'ms', '1/s'].includes(unit),
  label,
});

/** Every measurement that budgets may name; one that a run has no samples of leaves its budget unknown. */
export const measurementCatalog: Readonly<Record<string, KnownMeasurement>> = {
  'contention.buyers': known('count', 'buyers who tried'),
  'contention.granted': known('count', 'buyers who ended with a booking'),
  'contention.refused': known('count', 'buyers who ended with a refusal'),
  'contention.indeterminate': known('count', 'buyers who ended without a decision: no answer, or busy'),
  'contention.attempts': known('count', 'requests for a seat or a share of the pool, retries included'),
  'contention.decided': known('s', 'first attempt sent → last decision received'),
  'contention.start-spread': known('ms', "first to last buyer's first try"),
  'http.rate': known('1/s', 'requests a second under load', 'route'),
  'http.mean': known('ms', 'latency, mean', 'route'),
  'http.p50': known('ms', 'latency, median', 'route'),
  'http.p95': known('ms', 'latency, 95th percentile', 'route'),
  'http.p99': known('ms', 'latency, 99th percentile', 'route'),
  'http.max': known('ms', 'latency, largest', 'route'),
  'http.errors': known('ratio', 'requests without an answer or answered 5xx', 'route'),
  'bookings.rate': known('1/s', 'acknowledged bookings a second, over the steady part'),
  'bookings.units': known('count', 'seats, or units of a pool, in acknowledged bookings'),
  'users.peak': known('count', 'concurrent sessions held'),
  'push.p50': known('ms', 'change committed → received by a client, median'),
  'push.p95': known('ms', 'change committed → received by a client, 95th percentile'),
  'push.p99': known('ms', 'change committed → received by a client, 99th percentile'),
  'push.missed': known('count', 'gaps in sequence numbers'),
  'push.repeated': known('count', 'repeated sequence numbers'),
  'queue.admission-rate': known('1/s', 'admissions a second'),
  'queue.inversions': known('count', 'admissions before an earlier joiner'),
  'queue.wait-p95': known('s', 'joined → admitted, 95th percentile'),
  'queue.lost': known('count', 'places lost'),
  'cache.hit-rate': known('ratio', 'reads answered by the cache'),
  'recovery.detection': known('s', "fault's confirmed start → noticed"),
  'recovery.promotion': known('s', "fault's confirmed start → standby promoted"),
  'recovery.first-success': known('s', "fault's confirmed start → first success"),
  'recovery.back-in-band': known('s', "fault's confirmed start → within the steady state again"),
  'recovery.errors': known('count', 'failed operations during the fault'),
  'recovery.lost-bookings': known('count', 'acknowledged bookings that are gone'),
  availability: known('ratio', 'operations answered'),
  'database.deadlocks': known('count', 'deadlocks that PostgreSQL found and broke'),
  'target.conflicts': known(
    'count',
    'rivals that came between: a version gone, a lock another’s, a deadlock',
  ),
  'target.retries': known('count', 'statements, looks and locks asked for again'),
  'target.lock-timeouts': known('count', 'locks not had in time, and tries used up'),
  'harness.overhead': known('ratio', 'what recording costs'),
  'generator.saturation': known('ratio', "the machine's CPU in use under load"),
  'generator.dropped': known('count', 'buyers or iterations that were to come and did not'),
};

/** A measurement's name taken apart: `http.p95{route=GET /}`. Null when it is not written so. */
export function parseMeasurementName(name: string): { base: string; label: string | null } | null {
  const parts = /^([a-z0-9.-]+)(?:\{([a-z]+)=([^{}]+)\})?$/.exec(name);
  const [, base, label = null] = parts ?? [];
  return base === undefined ? null : { base, label };
}

/** What a name (with or without label) means; null when there is no such measurement. */
export function knownMeasurement(name: string): KnownMeasurement | null {
  const parsed = parseMeasurementName(name);
  if (parsed === null || !Object.hasOwn(measurementCatalog, parsed.base)) return null;
  const measurement = measurementCatalog[parsed.base] ?? null;
  return parsed.label === null || parsed.label === measurement?.label ? measurement : null;
}

/** The known name nearest to one that is not, for a message. */
export function nearestMeasurement(name: string): string {
  const base = name.replace(/\{.*$/, '');
  const names = Object.keys(measurementCatalog);
  return names.reduce((best, each) => (distance(each, base) < distance(best, base) ? each : best));
}
