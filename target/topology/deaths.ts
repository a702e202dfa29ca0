import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { z } from 'zod';
import { labels } from './ownership.ts';

const Died = z.object({ Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }) });

/** A node whose process ended. */
export interface Death {
  node: string;
  container: string;
  exitCode: string;
}

/**
 * Tells of the first node of a run that ends from now on, so that a boot need not wait out a deadline for a
 * node that is no more. Disposing ends the watch.
 */
export async function watchDeaths(
  docker: Docker,
  run: string,
  onDeath: (death: Death) => void,
): Promise<Disposable> {
  const events = await docker.getEvents({
    filters: { type: ['container'], event: ['die'], label: [`${labels.run}=${run}`, labels.node] },
  });
  const lines = createInterface({ input: events });
  lines.on('line', (line) => {
    const { Actor } = Died.parse(JSON.parse(line));
    const { [labels.node]: node = '', exitCode = 'unknown' } = Actor.Attributes;
    onDeath({ node, container: Actor.ID, exitCode });
  });
  return {
    [Symbol.dispose]() {
      lines.close();
      if ('destroy' in events && typeof events.destroy === 'function') events.destroy();
    },
  };
}
