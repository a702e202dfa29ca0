import type Docker from 'dockerode';
import { labels } from '../../target/topology/ownership.ts';

/** Names of the containers, and of the networks, that a process of ours started and that still exist. */
export async function leftoversOf(docker: Docker, processId: number): Promise<string[]> {
  const filters = { label: [labels.owner] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  const isTheirs = (its: Record<string, string> | undefined) =>
    its?.[labels.owner]?.split(':')[1] === String(processId);
  return [
    ...containers.filter(({ Labels }) => isTheirs(Labels)).map(({ Names, Id }) => Names[0] ?? Id),
    ...networks.filter(({ Labels }) => isTheirs(Labels)).map(({ Name }) => Name),
  ];
}

/** The id of the running container of a process of ours whose image, or node, is so called. */
export async function containerOf(
  docker: Docker,
  processId: number,
  called: { image: string } | { node: string },
): Promise<string | null> {
  const containers = await docker.listContainers({ filters: { label: [labels.owner] } });
  const found = containers.find(({ Labels, Image }) => {
    if (Labels[labels.owner]?.split(':')[1] !== String(processId)) return false;
    return 'node' in called ? Labels[labels.node] === called.node : Image.startsWith(called.image);
  });
  return found?.Id ?? null;
}
