import fc from 'fast-check';
import type { OperationValue } from '../../evidence/history.ts';
import type { Unnumbered } from '../model/play.ts';
import { type Fault, Line, type LineRules, type Told } from './line.ts';

type Step = 'queue-join' | 'queue-admit' | 'queue-leave' | 'book';

/** One request of a buyer's; times in ms. Fates as in a crowd at a shop. */
interface Request {
  f: Step;
  thinkMs: number;
  travelMs: number;
  answerMs: number;
  lateMs: number;
  fate: 'answered' | 'unheard' | 'late' | 'never' | 'busy';
}

export interface QueueCrowd {
  rules: LineRules;
  /** Places are told by numbers that stay, and positions then mean nothing; or by positions. */
  tellsNumbers: boolean;
  visits: readonly (readonly Request[])[];
}

const request: fc.Arbitrary<Request> = fc.record({
  f: fc.oneof(
    { weight: 9, arbitrary: fc.constant<Step>('queue-admit') },
    { weight: 3, arbitrary: fc.constant<Step>('queue-join') },
    { weight: 1, arbitrary: fc.constantFrom<Step>('queue-leave', 'book') },
  ),
  thinkMs: fc.integer({ min: 1, max: 600 }),
  travelMs: fc.integer({ min: 0, max: 90 }),
  answerMs: fc.integer({ min: 0, max: 90 }),
  lateMs: fc.integer({ min: 1, max: 900 }),
  fate: fc.oneof(
    { weight: 20, arbitrary: fc.constant<Request['fate']>('answered') },
    { weight: 1, arbitrary: fc.constantFrom<Request['fate']>('unheard', 'late', 'never', 'busy') },
  ),
});

const joined = request.map((each): Request => ({ ...each, f: 'queue-join', fate: 'answered' }));

/** Crowds at one queue: who asks for what and when, and what becomes of it. */
export const queueCrowds: fc.Arbitrary<QueueCrowd> = fc.record({
  rules: fc.record({
    capacity: fc.integer({ min: 1, max: 3 }),
    ratePerSecond: fc.integer({ min: 1, max: 3 }),
    graceMs: fc.integer({ min: 900, max: 5_000 }),
    turnMs: fc.integer({ min: 400, max: 3_000 }),
  }),
  tellsNumbers: fc.boolean(),
  visits: fc.array(
    fc
      .tuple(joined, fc.array(request, { minLength: 2, maxLength: 12 }))
      .map(([first, more]) => [first, ...more]),
    { minLength: 2, maxLength: 9 },
  ),
});

const nsPerMs = 1e6;

/** What such a crowd sees of a line. */
export function playQueue({ rules, tellsNumbers, visits }: QueueCrowd, fault: Fault = null): Unnumbered[] {
  const line = new Line(rules, fault);
  const acts: { atMs: number; act: () => void }[] = [];
  const operations: Unnumbered[] = [];
  for (const [nth, visit] of visits.entries()) {
    let nowMs = 0;
    for (const { f, fate, ...times } of visit) {
      const invokedMs = nowMs + times.thinkMs;
      const actsMs = invokedMs + times.travelMs;
      nowMs = actsMs + times.answerMs;
      const operation = invoked(`buyer-${nth}`, f, invokedMs, nowMs);
      operations.push(operation);
      if (fate === 'busy') Object.assign(operation, { outcome: 'fail', error: 'busy' });
      if (fate === 'busy' || fate === 'never') continue;
      const atMs = fate === 'late' ? nowMs + times.lateMs : actsMs;
      acts.push({
        atMs,
        act: () => {
          const answer = answerOf(line, { buyer: operation.process, f, atMs });
          if (fate === 'answered') answered(operation, answer, tellsNumbers);
        },
      });
    }
  }
  for (const { act } of acts.sort((a, b) => a.atMs - b.atMs)) act();
  return operations;
}

function invoked(process: string, f: Step, fromMs: number, toMs: number): Unnumbered {
  return {
    process,
    f,
    key: [f === 'book' ? 'A1' : 'e'],
    idempotencyKey: null,
    invoked: fromMs * nsPerMs,
    ended: toMs * nsPerMs,
    outcome: 'info',
    error: 'timeout',
    value: {},
  };
}

function answerOf(line: Line, { buyer, f, atMs }: { buyer: string; f: Step; atMs: number }): Told | boolean {
  if (f === 'queue-join') return line.join(buyer, atMs);
  if (f === 'queue-admit') return line.look(buyer, atMs);
  if (f === 'book') return line.buy(buyer, atMs);
  line.leave(buyer, atMs);
  return true;
}

function answered(operation: Unnumbered, answer: Told | boolean, tellsNumbers: boolean): void {
  if (answer === false) Object.assign(operation, { outcome: 'fail', error: 'other' });
  else if (answer === 'no-place') Object.assign(operation, { outcome: 'fail', error: 'expired' });
  else Object.assign(operation, { outcome: 'ok', error: null });
  if (typeof answer === 'boolean' || answer === 'no-place') return;
  const { sequence } = answer;
  const number = tellsNumbers ? { sequence } : {};
  // After a loss those in front come back one by one: then a position may grow, and says nothing.
  const position = (rank: number) => (tellsNumbers ? 1 + (operation.invoked % 7) : rank);
  const value: OperationValue =
    'waits' in answer
      ? { ...number, position: position(answer.waits) }
      : { ...number, position: 0, ttlMs: answer.inForMs };
  operation.value = value;
}
