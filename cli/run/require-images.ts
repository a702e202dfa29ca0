import { imageTags } from '../../target/images/tags.mjs';
import { connectEngine } from '../../target/topology/engine.ts';
import { HarnessError } from '../terminal/errors.ts';

/**
 * See that the images this checkout needs are there, before anything is started: an edit of the recorder or of
 * a package asks for another one. Throws a {@link HarnessError} that names what lacks.
 */
export async function requireImages(
  root: string,
  names: readonly ('testbed' | 'toxiproxy' | 'k6')[],
): Promise<void> {
  const docker = await connectEngine();
  const tags = imageTags(root);
  const there = new Set((await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []));
  const missing = names.map((name) => tags[name]).filter((tag) => !there.has(tag));
  if (missing.length === 0) return;
  throw new HarnessError(
    `missing: ${missing.join(', ')}`,
    'node setup/setup.mjs builds it (npm start does so by itself).',
  );
}
