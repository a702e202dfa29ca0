import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { TimelineLatency, TimelineLine } from '../../evidence/timeline.ts';
import type { Sale } from './sale.ts';

const route: Record<string, string> = {
  hold: 'POST /api/seats/lock',
  order: 'POST /api/reservations',
  book: 'POST /api/reservations/:id/confirm',
};
const nodes: [name: string, share: number][] = [
  ['lb-a', 0.08],
  ['api-a-1', 0.24],
  ['api-a-2', 0.23],
  ['pg-a', 0.2],
  ['redis-a', 0.04],
  ['toxiproxy-a', 0.05],
  ['provider', 0.02],
  ['k6-0', 0.14],
];

/** The timeline that recorders and the resource sampler would have written beside this sale. */
export function timelineOf(sale: Sale, buyers: number): TimelineLine[] {
  return [...latencies(sale, buyers), ...resources(sale), ...events(sale, buyers)];
}

function latencies(sale: Sale, buyers: number): TimelineLine[] {
  const cells = new Map<string, { line: TimelineLatency; histogram: Histogram }>();
  const record = (of: 'request' | 'operation', name: string, phase: string, at: number, tookNs: number) => {
    const second = Math.floor(at / 1e9);
    const id = `${second} ${of} ${name} ${phase}`;
    const cell = cells.get(id) ?? {
      line: { kind: 'latency', source: 'k6-0', second, of, name, phase, count: 0, errors: 0, histogram: '' },
      histogram: emptyHistogram(),
    };
    cells.set(id, cell);
    cell.line.count++;
    cell.histogram.recordValue(Math.max(1, Math.round(tookNs / 1_000)));
  };
  for (let buyer = 0; buyer < buyers; buyer++) {
    record(
      'request',
      'POST /api/auth/login',
      'enter',
      1e9 + (buyer / buyers) * 2.8e9,
      3e6 + (buyer % 17) * 4e5,
    );
  }
  for (const operation of sale.operations) {
    const took = operation.ended - operation.invoked;
    record('operation', operation.f, 'load', operation.ended, took);
    record('request', route[operation.f] ?? operation.f, 'load', operation.ended, took - 120_000);
  }
  return [...cells.values()].map(({ line, histogram }) => ({
    ...line,
    histogram: encodeIntoCompressedBase64(histogram),
  }));
}

/** As the recorder makes them: 1 µs to 2 minutes, three digits. */
function emptyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  });
}

function resources(sale: Sale): TimelineLine[] {
  const lines: TimelineLine[] = [];
  const step = 2.5e8;
  for (let from = 0; from < sale.endedAt + 1e9; from += step) {
    const loaded = from + step > sale.releasedAt && from < sale.endedAt;
    const wave = 0.06 * Math.sin(from / 3e8);
    const busy = loaded ? 1.72 + wave : 0.22 + wave;
    const window = { kind: 'resource', source: 'sampler', from, to: from + step, cores: 2 } as const;
    lines.push({ ...window, of: 'machine', cpuSeconds: (busy * step) / 1e9, memoryBytes: 6.1e9 });
    for (const [name, share] of nodes) {
      const own = share * (busy - 0.1) * (1 + 0.2 * Math.sin(from / 1e8 + share * 40));
      lines.push({ ...window, of: name, cpuSeconds: (own * step) / 1e9, memoryBytes: 2e8 * (1 + share) });
    }
  }
  return lines;
}

function events(sale: Sale, buyers: number): TimelineLine[] {
  const event = { kind: 'event', source: 'k6-0' } as const;
  return [
    { ...event, time: sale.releasedAt - 4e6, name: 'barrier-ready', detail: { parties: buyers } },
    { ...event, time: sale.releasedAt, name: 'barrier-released', detail: { parties: buyers } },
  ];
}
