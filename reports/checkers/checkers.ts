import type { Checker } from './checker.ts';
import { holdExclusive } from './hold-exclusive.ts';
import { idempotent } from './idempotent.ts';
import { money } from './money.ts';
import { noDoubleBooking } from './no-double-booking.ts';
import { noLostBooking } from './no-lost-booking.ts';
import { noOversell } from './no-oversell.ts';
import { noPhantom } from './no-phantom.ts';
import { queueCapacity } from './queue-capacity.ts';
import { queueConserved } from './queue-conserved.ts';
import { queueFifo } from './queue-fifo.ts';

/** All invariants that are decided, in the order they are reported. */
export const checkers: readonly Checker[] = [
  noDoubleBooking,
  noOversell,
  noLostBooking,
  noPhantom,
  holdExclusive,
  idempotent,
  money,
  queueFifo,
  queueCapacity,
  queueConserved,
];
