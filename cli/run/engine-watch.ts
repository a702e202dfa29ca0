import { engineSilence } from '../../target/topology/engine.ts';
import { EngineError } from '../../target/topology/errors.ts';
import { InterruptedError } from '../terminal/errors.ts';

const everyMs = 2_000;

/**
 * Ask the engine now and then whether it is there, and tell once when it is not: an engine that was ended breaks
 * what waits for it, one that hangs lets it wait for ever. Disposing ends the watch.
 */
export function watchEngine(onSilence: (error: Error) => void): Disposable {
  let timer: NodeJS.Timeout | null = null;
  let ended = false;
  const next = () => {
    timer = setTimeout(async () => {
      const silence = await engineSilence();
      if (ended) return;
      if (silence === null) next();
      else onSilence(engineGone(silence));
    }, everyMs);
    timer.unref();
  };
  next();
  return {
    [Symbol.dispose]() {
      ended = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/**
 * Do what needs the engine. When it fails, for whatever reason, and the engine does not answer any more, that is
 * the reason told: a lost connection to a container or its database says little.
 */
export async function withEngine<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTold(error)) throw error;
    const silence = await engineSilence();
    throw silence === null ? error : engineGone(error);
  }
}

function isTold(error: unknown): boolean {
  const first = error instanceof SuppressedError ? error.suppressed : error;
  const usage = first instanceof Error && 'usage' in first && first.usage === true;
  return usage || first instanceof EngineError || first instanceof InterruptedError;
}

function engineGone(cause: unknown): EngineError {
  const first = cause instanceof SuppressedError ? cause.suppressed : cause;
  return new EngineError({
    message: 'the Docker engine stopped answering in the middle',
    hint: 'Start Docker again (onsale doctor says whether it answers), then repeat the command: it first removes what this one had to leave behind. A run that was under way stays on disk, and never passes.',
    cause: first,
  });
}
