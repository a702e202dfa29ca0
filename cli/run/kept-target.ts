import type Docker from 'dockerode';
import type { DialectName } from '../../scenarios/generator/dialects.ts';
import { migrate } from '../../target/api/migrations/migrate.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { claimTarget } from '../../target/topology/claim.ts';
import { keptLabels, labels } from '../../target/topology/ownership.ts';
import { listLabelled, removeAll } from '../../target/topology/removal.ts';
import { singleTopology } from '../../target/topology/single.ts';
import { startTopology } from '../../target/topology/starter.ts';
import { HarnessError } from '../terminal/errors.ts';
import { seededPassword, seedSale } from './reference-sale.ts';

/** What `onsale up` was asked for. */
export interface Up {
  topology: string;
  api: DialectName;
  instances: number;
  strategy: string;
  fastLayer: boolean;
  port?: number;
  users: number;
  seats: number;
}

interface BootKept {
  run: string;
  up: Up;
  root: string;
  signal: AbortSignal;
  say(progress: string): void;
}

/** Claim the place of the target that stays up, for a run. False when another has it. */
export async function claimKept(docker: Docker, run: string, root: string): Promise<boolean> {
  return await claimTarget(docker, { image: imageTags(root).testbed, labels: keptLabels(run) });
}

/** Give the place back, when nothing came of it. */
export async function unclaimKept(docker: Docker, run: string): Promise<void> {
  await removeAll(docker, await listLabelled(docker, `${labels.run}=${run}`));
}

/**
 * Boot the reference target so that it stays when we have gone: its schema and one event are made while the
 * API starts, and what it was started with is kept in its labels. Gives someone to log in as.
 */
export async function bootKept(boot: BootKept): Promise<{ email: string; password: string }> {
  const { run, up, root, signal, say } = boot;
  const { topology, api, instances, strategy, fastLayer, port, users, seats } = up;
  let email: string | undefined;
  const description = singleTopology({
    instances,
    settings: { dialect: api, strategy, fastLayer },
    ...(port === undefined ? {} : { port }),
  });
  await startTopology(description, {
    run,
    images: imageTags(root),
    signal,
    kept: true,
    labels: {
      [labels.options]: JSON.stringify({ topology, api, instances, strategy, fastLayer, port, users, seats }),
    },
    say,
    prepareDatabase: async (databaseUrl) => {
      await migrate(databaseUrl);
      signal.throwIfAborted();
      const what = api === 'quantity' ? 'tickets' : 'seats';
      say(`seeding ${users.toLocaleString('en')} users and ${seats.toLocaleString('en')} ${what}`);
      const sale = await seedSale(databaseUrl, { users, seats, api, admin: api === 'quantity' });
      email = sale.buyers[0]?.credentials.email;
    },
  });
  if (email === undefined) throw new HarnessError('seeding made no users', 'onsale down removes what is up.');
  return { email, password: seededPassword };
}
