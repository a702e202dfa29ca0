import type { Io } from './io.ts';
import { type ServerEvents, userRoomOf } from './messages.ts';

type ForOne = 'queue-enter' | 'queue-position';

/** Tells one user, on whichever instance the connections are. Without connections nobody hears. */
export class Users {
  #io: Io | null = null;

  /** Before this, nobody is connected. */
  connect(io: Io): void {
    this.#io = io;
  }

  tell<Name extends ForOne>(userId: string, name: Name, ...message: Parameters<ServerEvents[Name]>): void {
    this.#io?.to(userRoomOf(userId)).emit(name, ...(message as never));
  }
}
