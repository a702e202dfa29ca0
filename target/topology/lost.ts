import type Docker from 'dockerode';
import { refusalOf } from './engine.ts';

/** By container: when it started, in the engine's words. */
export type Starts = ReadonlyMap<string, string>;

/** When each container started; what has gone already is left out. */
export async function startsOf(docker: Docker, containers: readonly string[]): Promise<Starts> {
  const found = await Promise.all(
    containers.map(async (container) => [container, (await stateOf(docker, container))?.StartedAt] as const),
  );
  return new Map(found.flatMap(([container, at]) => (at === undefined ? [] : [[container, at] as const])));
}

/**
 * Which of these nodes did not run all the while since their starts were noted, and what became of them: by
 * the engine's own record of each container.
 */
export async function lostOf(
  docker: Docker,
  nodes: readonly { name: string; container: string }[],
  starts: Starts,
): Promise<{ name: string; how: string }[]> {
  const found = await Promise.all(
    nodes.map(async ({ name, container }) => {
      return { name, how: howLost(await stateOf(docker, container), starts.get(container)) };
    }),
  );
  return found.flatMap(({ name, how }) => (how === null ? [] : [{ name, how }]));
}

type State = Docker.ContainerInspectInfo['State'];

function howLost(state: State | null, startedAt: string | undefined): string | null {
  if (state === null) return 'was removed';
  if (state.OOMKilled && !state.Running) return 'was killed for want of memory';
  if (!state.Running) return `ended with exit code ${state.ExitCode}`;
  if (state.Paused) return 'is frozen';
  return startedAt === undefined || state.StartedAt === startedAt ? null : 'was started again';
}

async function stateOf(docker: Docker, container: string): Promise<State | null> {
  try {
    return (await docker.getContainer(container).inspect()).State;
  } catch (error) {
    if (refusalOf(error) === 404) return null;
    throw error;
  }
}
