import { distance } from 'fastest-levenshtein';
import type { ValidityProfile } from '../evidence/run.ts';

const hourMs = 3_600_000;

/**
 * What each shape of demand must show to be believed.
 *
 * - `burst`: many rivals for few things at one instant (contention). Without crowding and overlap its
 *   invariants were never put to the test.
 * - `skewed`: the same of a sale in which few things are wanted by many, and some by nobody. The median seat says
 *   nothing there: what counts is how crowded it was for the buyers, wherever they tried.
 * - `queued`: a contention whose buyers are let in by and by. They are rivals for few things, and not at one instant.
 * - `any`: no demands on the shape; something must have been booked, that is all.
 */
const profiles: readonly ValidityProfile[] = [
  {
    name: 'burst',
    minBooked: 1,
    minMedianRivals: 5,
    minOverlap: 0.9,
    crowdOf: 'resource',
    maxStartSpreadMs: 250,
    maxCpuBusy: 0.95,
  },
  {
    name: 'skewed',
    minBooked: 1,
    minMedianRivals: 5,
    minOverlap: 0.9,
    crowdOf: 'buyer',
    maxStartSpreadMs: 250,
    maxCpuBusy: 0.95,
  },
  {
    name: 'queued',
    minBooked: 1,
    minMedianRivals: 5,
    minOverlap: 0,
    crowdOf: 'buyer',
    maxStartSpreadMs: hourMs,
    maxCpuBusy: 0.95,
  },
  {
    name: 'any',
    minBooked: 1,
    minMedianRivals: 0,
    minOverlap: 0,
    crowdOf: 'resource',
    maxStartSpreadMs: hourMs,
    maxCpuBusy: 0.95,
  },
];

/** No validity profile has that name. */
export class UnknownValidityProfile extends Error {
  override readonly name = 'UnknownValidityProfile';
  readonly usage = true;
  readonly hint: string;
  constructor(name: string) {
    super(`no validity profile «${name}»`);
    const names = profiles.map((profile) => profile.name);
    const nearest = names.reduce((best, each) => (distance(each, name) < distance(best, name) ? each : best));
    this.hint = `Did you mean ${nearest}? There are ${names.join(', ')}.`;
  }
}

/** A copy of the named profile, to be stored with the run. Throws {@link UnknownValidityProfile}. */
export function validityProfile(name: string): ValidityProfile {
  const profile = profiles.find((each) => each.name === name);
  if (profile === undefined) throw new UnknownValidityProfile(name);
  return { ...profile };
}
