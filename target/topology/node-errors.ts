import type Docker from 'dockerode';
import type { Death } from './deaths.ts';
import type { NodeDescription } from './description.ts';
import { refusalOf } from './engine.ts';
import { NodeError, PortTakenError, TopologyError } from './errors.ts';
import { tailOf } from './logs.ts';

interface Failed {
  node: NodeDescription;
  /** The container's name or id. */
  container: string;
  /** What it did not do: `start`, `become ready`. */
  doing: string;
  cause: unknown;
}

/** What to say of a node that failed: which, at what, why, and the end of its log. */
export async function nodeError(docker: Docker, failed: Failed): Promise<Error> {
  const { node, container, doing, cause } = failed;
  const taken = node.publish.find(({ hostPort }) => hostPort !== null)?.hostPort;
  if (taken !== undefined && saysPortTaken(cause)) {
    return new PortTakenError({
      message: `port ${taken} of 127.0.0.1 is taken`,
      hint: 'Name another with --port N, or leave the option out for any free one.',
      cause,
    });
  }
  return new NodeError({
    message: `${node.name} did not ${doing}: ${reasonOf(cause)}${await endOfLog(docker, container)}`,
    hint: `What it logged says why. If it was merely slow, the machine is too busy: end other load and try again.`,
    cause,
  });
}

/** What to say of a node whose process ended while it was needed. */
export async function diedError(docker: Docker, { node, container, exitCode }: Death): Promise<NodeError> {
  return new NodeError({
    message: `${node} ended by itself with exit code ${exitCode}${await endOfLog(docker, container)}`,
    hint:
      exitCode === '137' ? 'It was killed: the machine may be out of memory.' : 'What it logged says why.',
  });
}

/** What to say of a network that could not be made. */
export function networkError(name: string, cause: unknown): TopologyError {
  const full = String(cause).includes('address pool');
  return new TopologyError({
    message: `the network ${name} could not be made: ${reasonOf(cause)}`,
    hint: full
      ? 'The engine has no address range left: remove networks that nothing uses (docker network ls), then try again.'
      : 'The engine says why; a name in use means that this run runs already.',
    cause,
  });
}

function saysPortTaken(cause: unknown): boolean {
  return /port is already allocated|address already in use/i.test(String(cause));
}

/** The message, and those of its causes: a deadline's cause is what was seen instead. */
function reasonOf(cause: unknown): string {
  const said: string[] = [];
  for (let at = cause; at instanceof Error; at = at.cause) said.push(at.message);
  return said.length > 0 ? said.join(': ') : String(cause);
}

async function endOfLog(docker: Docker, container: string): Promise<string> {
  try {
    const tail = await tailOf(docker, container);
    return tail === '' ? ' (it logged nothing)' : `\nThe end of its log:\n${tail.replace(/^/gm, '  ')}`;
  } catch (error) {
    return refusalOf(error) === 404 ? ' (it was never created)' : ` (and its log cannot be read: ${error})`;
  }
}
