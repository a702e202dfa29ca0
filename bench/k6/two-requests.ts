import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import { begin, nowMs } from 'k6/x/onsale';
import type { Answer } from '../../scenarios/clients/client.ts';
import { httpOfBuyer } from '../../scenarios/lib/http.ts';
import { perform, type Stage } from '../../scenarios/lib/perform.ts';

/**
 * What a buyer's operations cost k6: two of them in an iteration, of one request each, by the same code that a
 * run goes through. With ONSALE_BENCH_RECORD each is put on record; without, nothing is, and nobody listens.
 */
const recorded = __ENV.ONSALE_BENCH_RECORD === 'yes';
const baseUrl = __ENV.ONSALE_BASE_URL ?? '';

// Far more than it takes: iterations that were left out would count as done.
const mostMs = 300_000;

export const options = {
  scenarios: {
    operations: {
      executor: 'shared-iterations',
      vus: Number(__ENV.ONSALE_BENCH_VUS),
      iterations: Number(__ENV.ONSALE_BENCH_ITERATIONS),
      maxDuration: `${mostMs}ms`,
      gracefulStop: '0s',
    },
  },
  thresholds: {},
  summaryTrendStats: [],
  systemTags: ['name', 'status'],
  discardResponseBodies: false,
  maxRedirects: 0,
};

const http = httpOfBuyer({ baseUrl, timeoutMs: 15_000, phase: () => 'load', leaving: () => leave() });
let leave = () => {};

const stage: Stage = {
  policy: { tries: 1, timeoutMs: 15_000, minPauseMs: 50, maxPauseMs: 1_000 },
  random: () => 0,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  beforeNextRequest: (what) => {
    leave = what;
  },
  clientBug: (f, error) => {
    throw new Error(`${f}: ${error}`);
  },
};

export default async function visit(): Promise<void> {
  const process = `b${exec.vu.idInTest}`;
  const nth = exec.vu.iterationInInstance;
  for (const f of ['hold', 'book'] as const) {
    const key = [`${nth}`];
    const idempotencyKey = `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
    const start = () => begin({ process, f, key, value: null, idempotencyKey, phase: 'load' });
    await perform({ f, begin: recorded ? start : null, call: () => ask(f, idempotencyKey) }, stage);
  }
}

async function ask(f: string, idempotencyKey: string): Promise<Answer<{ order: string; amount: number }>> {
  const answer = await http.request({
    method: 'POST',
    path: `/api/${f}`,
    route: `POST /api/${f}`,
    headers: { 'idempotency-key': idempotencyKey },
    body: { seatIds: ['1'] },
  });
  if (!answer.answered) return { outcome: 'unknown', error: answer.error };
  const { order, amount } = answer.json() as { order: string; amount: number };
  return { outcome: 'done', value: { order, amount } };
}

export function setup(): { fromMs: number } {
  return { fromMs: nowMs() };
}

/** Said on standard error, which is all that the harness keeps of k6. */
export function teardown({ fromMs }: { fromMs: number }): void {
  const toMs = nowMs();
  if (toMs - fromMs >= mostMs) throw new Error(`not all iterations were done within ${mostMs} ms`);
  const said = { fromMs, toMs };
  console.log(`onsale-bench ${JSON.stringify(said)} end`);
}
