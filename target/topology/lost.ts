import type Docker from 'dockerode';
import { refusalOf } from './engine.ts';

/** Which of these nodes do not run, and how they ended: by the engine's own record of each container. */
export async function lostOf(
  docker: Docker,
  nodes: readonly { name: string; container: string }[],
): Promise<{ name: string; how: string }[]> {
  const found = await Promise.all(
    nodes.map(async ({ name, container }) => ({ name, how: await endOf(docker, container) })),
  );
  return found.flatMap(({ name, how }) => (how === null ? [] : [{ name, how }]));
}

async function endOf(docker: Docker, container: string): Promise<string | null> {
  try {
    const { State } = await docker.getContainer(container).inspect();
    if (State.Running) return null;
    return State.OOMKilled ? 'was killed for want of memory' : `ended with exit code ${State.ExitCode}`;
  } catch (error) {
    if (refusalOf(error) === 404) return 'was removed';
    throw error;
  }
}
