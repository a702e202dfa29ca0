interface Told {
  message: string;
  /** What to do about it. */
  hint: string;
  cause?: unknown;
}

/** Base of what can go wrong with a topology: the message says what was expected and seen, the hint what to do. */
class ToldError extends Error {
  readonly hint: string;
  constructor({ message, hint, cause }: Told) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/** The Docker engine does not answer, or is not on this machine. */
export class EngineError extends ToldError {
  override readonly name = 'EngineError';
}

/** The description cannot be booted, or what it needs is not there. */
export class TopologyError extends ToldError {
  override readonly name = 'TopologyError';
}

/** A node could not be started, ended, or did not become ready in time. Its message ends with the node's last lines. */
export class NodeError extends ToldError {
  override readonly name = 'NodeError';
}

/** A port that was asked for is in use: the caller's to change. */
export class PortTakenError extends ToldError {
  override readonly name = 'PortTakenError';
  readonly usage = true;
}

/** Toxiproxy refused to make links. */
export class LinkError extends ToldError {
  override readonly name = 'LinkError';
}

/** Something could not be removed. `left` names it. */
export class RemovalError extends ToldError {
  override readonly name = 'RemovalError';
  readonly left: string[];
  constructor(left: string[], cause: unknown) {
    super({
      message: `could not remove ${left.join(', ')}`,
      hint: 'Look at what the engine says of it (docker inspect, docker logs); the next start, or onsale down for what is kept, tries again.',
      cause,
    });
    this.left = left;
  }
}
