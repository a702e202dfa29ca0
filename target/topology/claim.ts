import type Docker from 'dockerode';
import { refusalOf } from './engine.ts';
import { TopologyError } from './errors.ts';

const claimName = 'onsale-target';

/**
 * Claim the one place for a target that stays up, before anything of it is made: a container that is never
 * started, since the engine gives a container's name to one alone (networks and volumes it may give twice).
 * It goes with all else that bears its labels. False when someone else holds it.
 */
export async function claimTarget(
  docker: Docker,
  { image, labels }: { image: string; labels: Record<string, string> },
): Promise<boolean> {
  try {
    await docker.createContainer({
      name: claimName,
      Image: image,
      Entrypoint: ['/bin/true'],
      Labels: labels,
    });
    return true;
  } catch (cause) {
    if (refusalOf(cause) === 409) return false;
    if (refusalOf(cause) !== 404) throw cause;
    throw new TopologyError({
      message: `the image ${image} is not on this machine`,
      hint: 'npm start builds what lacks; so does node setup/setup.mjs by itself.',
      cause,
    });
  }
}
