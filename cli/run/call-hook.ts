import { HarnessError } from '../terminal/errors.ts';

interface HookCall {
  name: string;
  /** The module it stands in. */
  file: string;
  signal: AbortSignal;
}

/**
 * Call a user's hook: it is not waited for beyond an interrupt, and what it throws is told as its own.
 * Throws the signal's reason, or a {@link HarnessError} that names the hook.
 */
export async function callHook<T>({ name, file, signal }: HookCall, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const interrupted = Promise.withResolvers<never>();
  const onAbort = () => interrupted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([call(), interrupted.promise]);
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError(
      `${file}: its hook ${name} failed`,
      'Mend the hook, or the system that it speaks to.',
      { cause },
    );
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
