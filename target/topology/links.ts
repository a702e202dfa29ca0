import { Toxiproxy } from 'toxiproxy-node-client';
import type { LinkDescription } from './description.ts';
import { LinkError } from './errors.ts';

/**
 * Make a proxy's links. Each listens on the proxy's address in the link's own network, and on no other;
 * whatever it leads to is looked up when a connection is made.
 */
export async function makeLinks(
  controlUrl: string,
  links: readonly LinkDescription[],
  addressIn: (network: string) => string,
): Promise<void> {
  const wanted = links.map((link) => {
    return {
      name: link.name,
      listen: `${addressIn(link.network)}:${link.port}`,
      upstream: `${link.to.node}:${link.to.port}`,
      enabled: true,
    };
  });
  try {
    await new Toxiproxy(controlUrl).populate(wanted);
  } catch (cause) {
    // The client tells neither what was asked nor what was answered.
    throw new LinkError({
      message: `Toxiproxy at ${controlUrl} did not make the links ${wanted.map(({ name, listen, upstream }) => `${name} (${listen} → ${upstream})`).join(', ')}`,
      hint: 'Its log says why; an address in use means that two links of one network share a port.',
      cause,
    });
  }
}
