import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

interface Load {
  operations: number;
  buyers: number;
  untilNs: number;
}

/** The timeline of a load that was one request an operation, ten milliseconds each, on an idle machine. */
export function syntheticTimeline({ operations, buyers, untilNs }: Load): string[] {
  const seconds = Math.max(1, Math.ceil(untilNs / 1e9));
  const event = { kind: 'event', source: 'k6-0', time: 0, name: 'barrier-released' };
  const released = { ...event, detail: { ready: buyers, absent: 0, parties: buyers } };
  const lines: object[] = [released];
  for (let second = 0; second < seconds; second++) {
    const from = Math.floor((operations * second) / seconds);
    const count = Math.floor((operations * (second + 1)) / seconds) - from;
    lines.push(latencyOf(second, count), usageOf(second));
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`);
}

function latencyOf(second: number, count: number): object {
  const histogram = build({ highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 });
  histogram.recordValueWithCount(10_000, count);
  const of = { kind: 'latency', source: 'k6-0', second, of: 'request', name: 'POST /', phase: 'load' };
  return { ...of, count, errors: 0, histogram: encodeIntoCompressedBase64(histogram) };
}

function usageOf(second: number): object {
  const window = { from: second * 1e9, to: (second + 1) * 1e9 };
  const used = { of: 'machine', cpuSeconds: 0.5, cores: 2, memoryBytes: null };
  return { kind: 'resource', source: 'node', ...window, ...used };
}
