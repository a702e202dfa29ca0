import { readFile } from 'node:fs/promises';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** No network of this machine leads out, or none that has an address. */
export class NoWayOut extends Error {
  override name = 'NoWayOut';
}

/**
 * This machine's address on the network that its default route takes. `routes` is Linux's `/proc/net/route`:
 * a line each, interface, destination and gateway first; the default's destination is nothing but zeros.
 */
export function addressOf(routes: string, interfaces: Interfaces): string {
  const columns = routes.split('\n').map((line) => line.split(/\s+/));
  const [name = ''] = columns.find(([, destination]) => destination === '00000000') ?? [];
  const found = interfaces[name]?.find(({ family }) => family === 'IPv4');
  if (found !== undefined) return found.address;
  throw new NoWayOut(
    `expected a default route over an interface with an IPv4 address, found ${name || 'none'}`,
  );
}

/** {@link addressOf} this machine. In a testbed that is the operator's network: all others are internal. */
export async function addressOfWayOut(): Promise<string> {
  return addressOf(await readFile('/proc/net/route', 'utf8'), networkInterfaces());
}
