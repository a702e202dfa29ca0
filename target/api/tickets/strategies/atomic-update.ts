import type { Database } from '../../database/database.ts';
import type { TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import { attemptOf, type TakeRow, takeAtomically, takeValues } from './take-statement.ts';

/** UPDATE … WHERE available >= n: whoever's statement changes the row first has the tickets. */
export function atomicUpdate(database: Database): TicketStrategy {
  return {
    name: 'atomic-update',
    async take(request: TicketRequest) {
      const [row] = await database.write<TakeRow>(takeAtomically, takeValues(request));
      return attemptOf(row);
    },
  };
}
