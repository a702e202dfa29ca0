import { validityProfile } from '../../reports/validity/profiles.ts';
import { UsageError } from '../terminal/errors.ts';

/** Buyers that it takes for each seat for a trial to be believed: with fewer, every run is unknown. */
export const fewestRivals = validityProfile('burst').minMedianRivals;

/** Throws a {@link UsageError} when a trial of that size would prove nothing. */
export function requireCrowd({ users, seats }: { users: number; seats: number }): void {
  if (users >= seats * fewestRivals) return;
  throw new UsageError(
    `--users ${users} --seats ${seats}: with fewer than ${fewestRivals} buyers a seat a trial proves nothing`,
    `Take --seats ${Math.floor(users / fewestRivals)} or fewer, or --users ${seats * fewestRivals} or more.`,
  );
}
