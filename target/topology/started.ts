import type { ImageName, Role } from './description.ts';
import type { ApiSettings } from './nodes/api.ts';
import type { NodeUsage } from './stats.ts';

export interface StartOptions {
  /** The run's id; it names containers, so letters, digits, `.`, `_` and `-` only. */
  run: string;
  /** Which tag each image is. */
  images: Readonly<Record<ImageName, string>>;
  /** Aborted: whatever has come to be is removed, and the boot throws its reason. */
  signal: AbortSignal;
  /** Whether it stays when this process has gone, until `down`. */
  kept?: boolean;
  /** More labels for everything, such as what `status` should know later. */
  labels?: Readonly<Record<string, string>>;
  /** Called as soon as PostgreSQL answers, while the API still boots: migrate and seed here. */
  prepareDatabase?(databaseUrl: string, signal: AbortSignal): Promise<void>;
  /** How long each node may take to become ready, in ms. */
  timeoutMs?: number;
  /** Told what has been reached, in a few words. */
  say?(progress: string): void;
}

/** A topology that runs and answers. Disposing of it is `stop`. */
export interface StartedTopology extends AsyncDisposable {
  /** The run's id. */
  readonly id: string;
  /** The description's name. */
  readonly name: string;
  /** Where users reach each zone's load balancer, on loopback. */
  readonly endpoints: readonly { zone: string; url: string }[];
  /** The same from within `edgeNetwork`: load from there passes no port proxy of the engine's. */
  readonly innerEndpoints: readonly { zone: string; url: string }[];
  /** Where each API instance's `/metrics` answers, on loopback, past the users' port. */
  readonly metrics: readonly { name: string; url: string }[];
  /** The first zone's edge network, by its name on the engine. */
  readonly edgeNetwork: string;
  /** Ports on loopback for the harness alone; they cross no proxy. */
  readonly operator: { databaseUrl: string; toxiproxyUrl: string; providerUrl: string };
  /** What runs now; after `replaceApi` with other containers. */
  readonly nodes: readonly StartedNode[];
  /**
   * Replace the API's containers by ones with other settings, and wait until they take traffic. What is not
   * named is as described, not as replaced before. Their logs go with them: save those first.
   */
  replaceApi(settings: Partial<ApiSettings>): Promise<void>;
  /**
   * Forget everything in every Redis. An emptied database counts its ids from the beginning again, so that
   * what Redis remembers of the old ones would speak of the new.
   */
  emptyRedis(): Promise<void>;
  /** Write each container's log to `<dir>/<node>.log`. */
  saveLogs(dir: string): Promise<void>;
  /** Nodes that did not run all the while: ended, frozen or started again, though nobody asked them to. */
  lostNodes(): Promise<{ name: string; how: string }[]>;
  /** What each node has used so far; one that is gone or stopped is left out. */
  nodeStats(): Promise<NodeUsage[]>;
  /** Remove everything. Twice is once; after a failure it can be tried again. Throws a RemovalError. */
  stop(): Promise<void>;
}

export interface StartedNode {
  name: string;
  zone: string;
  role: Role;
  /** The container's id. */
  container: string;
  /** The image's tag. */
  image: string;
}
