import Docker from 'dockerode';
import { EngineError } from './errors.ts';

/**
 * The Docker engine that DOCKER_HOST names, else the machine's own.
 * Throws an {@link EngineError} when it does not answer, or is another machine's: ports are published on
 * its loopback, where only it could reach them.
 */
export async function connectEngine(): Promise<Docker> {
  const docker = new Docker();
  const { host } = docker.modem as { host?: string };
  if (host !== undefined && !['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)) {
    throw new EngineError({
      message: `the Docker engine is on ${host}, and its loopback ports cannot be reached from here`,
      hint: 'Use an engine of this machine: unset DOCKER_HOST, or run onsale over there.',
    });
  }
  try {
    await ping(docker);
  } catch (cause) {
    throw new EngineError({
      message: 'the Docker engine does not answer',
      hint: 'Start Docker (on Debian: npm start brings it and starts it; onsale doctor says what lacks), then try again.',
      cause,
    });
  }
  return docker;
}

/** Null when the engine that {@link connectEngine} would connect answers; else what is seen instead. */
export async function engineSilence(): Promise<Error | null> {
  try {
    await ping(new Docker());
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** An engine that is frozen, or whose disk is, takes the connection and never answers. */
const answerWithinMs = 10_000;

async function ping(docker: Docker): Promise<void> {
  // The declared type lacks the option.
  const send: (options: { abortSignal: AbortSignal }) => Promise<unknown> = docker.ping.bind(docker);
  const abortSignal = AbortSignal.timeout(answerWithinMs);
  try {
    await send({ abortSignal });
  } catch (cause) {
    if (!abortSignal.aborted) throw cause;
    throw new Error(`no answer within ${answerWithinMs / 1000} s`, { cause });
  }
}

/** The status of an answer by which the engine refused something; null for any other error. */
export function refusalOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
