import type { ContentionOptions } from '../../scenarios/options.ts';

/** How buyers behave, and what the target needs for it. */
export interface Shape {
  summary: string;
  scenario: Partial<Omit<ContentionOptions, 'users' | 'seats'>>;
  holdSeconds: number;
}

const usualHoldSeconds = 300;
/** Long enough to pay at once on a busy machine, short enough to be waited for. */
const shortHoldSeconds = 2;

/** Every behaviour that some planted bug needs; the sound target must pass under each of them. */
export const shapes = {
  rush: {
    summary: 'one try each, paid at once',
    scenario: {},
    holdSeconds: usualHoldSeconds,
  },
  late: {
    summary: 'some let their hold run out, and pay then',
    scenario: { dawdle: 0.4 },
    holdSeconds: shortHoldSeconds,
  },
  intruders: {
    summary: 'some of the refused try to cancel what others booked',
    scenario: { intruders: 0.2 },
    holdSeconds: usualHoldSeconds,
  },
  persistent: {
    summary: 'the refused go on to other seats, and some pay late',
    scenario: { persistent: true, dawdle: 0.4 },
    holdSeconds: shortHoldSeconds,
  },
} satisfies Record<string, Shape>;

export type ShapeName = keyof typeof shapes;

export const shapeNames = Object.keys(shapes) as ShapeName[];
