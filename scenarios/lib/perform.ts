import type { Begun } from 'k6/x/onsale';
import type { HistoryLine } from '../../reports/evidence/history.ts';
import type { Answer } from '../clients/client.ts';
import type { ContentionPlan } from '../plan/shape.ts';
import { pauseMs } from './pauses.ts';

/** What performing an operation needs of the world; handed in, so that it can be tried without k6. */
export interface Stage {
  policy: ContentionPlan['policy'];
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Have something done when the buyer's next request is ready to go, and right before it does. */
  beforeNextRequest(what: () => void): void;
  /** The client did what no client may: threw, or answered what nobody understands. */
  clientBug(f: string, error: string): void;
}

/**
 * One operation of a buyer. `begin` writes its invoke line, once for each try, when the try's first request
 * leaves: what a client prepares before that nobody else can see.
 */
export interface Task<Value extends object> {
  f: HistoryLine['f'] | 'enter' | 'available';
  /** Null for what is no operation of the history. */
  begin: (() => Begun) | null;
  call(): Promise<Answer<Value>>;
}

/** A lost answer is asked after once, with the same idempotency key: it settles what the first try did. */
const mostTriesAfterLoss = 1;

/**
 * Try until there is an answer to keep: «busy» is tried again by the run's policy, a lost answer once. Every
 * try is an operation of its own in the history, with the same idempotency key. Returns the last answer.
 */
export async function perform<Value extends object>(task: Task<Value>, stage: Stage): Promise<Answer<Value>> {
  let lost = 0;
  for (let tries = 1; ; tries++) {
    let begun: Begun | null = null;
    const begin = () => {
      begun ??= task.begin?.() ?? null;
    };
    stage.beforeNextRequest(begin);
    const answer = await understood(task.call);
    // A client that asked nobody has decided all the same.
    begin();
    record(begun, answer);
    if (answer.outcome === 'client-bug') stage.clientBug(task.f, answer.error);
    if (answer.outcome === 'unknown') lost++;
    const again = answer.outcome === 'busy' || (answer.outcome === 'unknown' && lost <= mostTriesAfterLoss);
    if (!again || tries >= stage.policy.tries) return answer;
    const retryAfterMs = answer.outcome === 'busy' ? answer.retryAfterMs : null;
    await stage.sleep(pauseMs(stage.policy, { retryAfterMs, tries, random: stage.random }));
  }
}

/** A client's answer, or that it has none. */
async function understood<Value extends object>(call: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
  try {
    const answer = await call();
    if (outcomes.includes(answer?.outcome)) return answer;
    return { outcome: 'client-bug', error: `the client answered ${JSON.stringify(answer)}` };
  } catch (error) {
    return { outcome: 'client-bug', error: described(error) };
  }
}

const outcomes: readonly string[] = ['done', 'refused', 'busy', 'unknown', 'client-bug'];

function record(begun: Begun | null, answer: Answer<object>): void {
  switch (answer.outcome) {
    case 'done':
      begun?.ok(answer.value);
      break;
    case 'refused':
      begun?.fail(answer.detail ? `${answer.reason}: ${answer.detail}` : answer.reason);
      break;
    case 'busy':
      begun?.fail('busy');
      break;
    case 'unknown':
      begun?.info(answer.error);
      break;
    case 'client-bug':
      // It may have been sent before the client went wrong.
      begun?.info(`client bug: ${answer.error}`);
  }
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.stack?.startsWith(error.name)
    ? error.stack
    : `${error.name}: ${error.message}\n${error.stack ?? ''}`;
}
