import type { Io } from './io.ts';
import { userRoomOf } from './messages.ts';

/** Users who are connected, to whichever instance. Who is not does not hear. */
export class ConnectedUsers {
  #io: Io | null = null;

  /** Before this, nobody is connected. */
  connect(io: Io): void {
    this.#io = io;
  }

  /** It is their turn. Who does not hear of it now finds out by asking where they stand. */
  readonly entered = (eventId: string, userIds: readonly string[]): void => {
    for (const userId of userIds) this.#io?.to(userRoomOf(userId)).emit('queue-enter', { eventId });
  };
}
