import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectEngine } from '../../target/topology/engine.ts';

const modules = { k6: 'go.k6.io/k6/v2', toxiproxy: 'github.com/Shopify/toxiproxy/v2' } as const;

/**
 * Versions of what we build ourselves, as its module pins them (an image's tag is a hash over that file), and
 * of the engine that runs it. What Debian packages bring is told by the testbed image's id.
 */
export async function pinnedVersions(root: string): Promise<Record<string, string>> {
  const pinned = await readFile(join(root, 'scenarios/recorder/go.mod'), 'utf8');
  const { Version } = await (await connectEngine()).version();
  const versions: Record<string, string> = { docker: Version };
  for (const [name, module] of Object.entries(modules)) {
    versions[name] = pinned.split(`${module} `)[1]?.split(/\s/)[0] ?? 'unknown';
  }
  return versions;
}
