import { bench as contention } from './contention.ts';
import type { Bench } from './figure.ts';
import { bench as judging } from './judging.ts';
import { bench as judgingLinear } from './judging-linear.ts';
import { bench as queue } from './queue.ts';
import { bench as realtime } from './realtime.ts';
import { bench as recorder } from './recorder.ts';
import { bench as seeding } from './seeding.ts';
import { bench as setUp } from './set-up.ts';
import { bench as upDown } from './up-down.ts';

/** Every bench, in the order in which they run when none is named. */
export const benches: readonly Bench[] = [contention, recorder, upDown, seeding, judging, queue, realtime];

/** Benches that run only when they are named: they take minutes, and a network. */
export const benchesByName: readonly Bench[] = [judgingLinear, setUp];
