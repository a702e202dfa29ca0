import { z } from 'zod';
import { processHeader } from './haproxy-config.ts';

/** HAProxy's typed statistics: for each of its parts a list of fields. */
const Statistics = z.array(
  z.array(
    z.object({
      field: z.object({ name: z.string() }),
      value: z.object({ value: z.union([z.string(), z.number()]) }),
    }),
  ),
);

/** What one HAProxy process knows of its instances. */
export interface BalancerView {
  /** Its process id; another after a reload. */
  process: string;
  /** By instance: whether a check of its own found it to take traffic, and what it saw, in HAProxy's words. */
  instances: Map<string, { taken: boolean; seen: string }>;
}

/** Ask a load balancer, at its status port, what it knows. */
export async function askBalancer(statusUrl: string, signal: AbortSignal): Promise<BalancerView> {
  const answer = await fetch(`${statusUrl}/stats;json`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
  });
  if (answer.status !== 200) throw new Error(`GET ${statusUrl}/stats was answered ${answer.status}`);
  return viewOf(answer.headers.get(processHeader) ?? '', await answer.json());
}

/** Read the statistics. An instance that was found by name counts as up until its first check: that is not enough. */
export function viewOf(process: string, statistics: unknown): BalancerView {
  const parts = Statistics.parse(statistics).map((fields) => {
    return new Map(fields.map(({ field, value }) => [field.name, String(value.value)]));
  });
  const servers = parts.filter((part) => part.get('pxname') === 'api' && part.has('check_status'));
  return {
    process,
    instances: new Map(
      servers.map((part) => {
        const status = part.get('status') ?? '';
        // An asterisk says that the next check is under way.
        const check = (part.get('check_status') ?? '').replace('* ', '');
        const seen = [status, check, part.get('check_code'), part.get('last_chk')].filter(Boolean).join(' ');
        return [part.get('svname') ?? '', { taken: status === 'UP' && check === 'L7OK', seen }];
      }),
    ),
  };
}
