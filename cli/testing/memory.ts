import type Docker from 'dockerode';
import { waitUntil } from '../../target/topology/waiting.ts';

const roomStepBytes = 2 * 2 ** 20;

/** Let a container have hardly more memory than it uses now: whatever more it wants, it is killed for. */
export async function starve(docker: Docker, container: string): Promise<void> {
  const its = docker.getContainer(container);
  let room = roomStepBytes;
  await waitUntil(
    async () => {
      const { memory_stats: memory } = await its.stats({ stream: false, 'one-shot': true });
      const inactive = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0;
      // Refused while what it uses cannot be squeezed into that.
      const limit = memory.usage - inactive + room;
      room += roomStepBytes;
      await its.update({ Memory: limit, MemorySwap: limit });
    },
    { timeoutMs: 10_000, signal: new AbortController().signal },
  );
}
