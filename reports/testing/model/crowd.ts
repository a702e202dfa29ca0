import fc from 'fast-check';

export type Step = 'hold' | 'release' | 'order' | 'book' | 'cancel';

/**
 * What becomes of one request. `unheard`: the shop acted, and nobody was told. `late`: it acts only after the
 * buyer has given up on it. `never`: it was lost on the way. `busy`: it was turned away. The last two end
 * the buyer's process before there is an answer, the shop having acted or not.
 */
export type Fate = 'answered' | 'unheard' | 'late' | 'never' | 'busy' | 'died-unheard' | 'died';

/** One request on its way; times in ms. */
export interface Passage {
  thinkMs: number;
  travelMs: number;
  answerMs: number;
  lateMs: number;
  fate: Fate;
  /** The provider takes no money for it, where it books. */
  unpaid: boolean;
}

/** What a buyer wants, and the steps they take for it one after the other. */
export interface Journey {
  buyer: string;
  resources: readonly string[];
  quantity: number;
  steps: readonly Step[];
  /** Drawn on in turn, one for each request. */
  passages: readonly Passage[];
  /** Goes on with the next step even after a refusal. */
  stubborn: boolean;
  /** Sends again what succeeded, with its key. */
  repeats: boolean;
}

/** How a correct shop may differ from another. */
export interface Setting {
  sells: 'seat' | 'pool';
  /** A pool's shop may make an order first, or book at once. */
  takesOrders: boolean;
  /** Units of the pool. */
  poolTotal: number;
  ttlMs: number;
  /** An order begins the hold's time anew. */
  orderRenews: boolean;
  /** Holding again what one holds begins its time anew, or keeps its end. */
  holdRenews: boolean;
  /** A refused booking gives the seats back. */
  refusalFrees: boolean;
  /** Orders that ran out are marked as expired at the end, or still stand there as pending. */
  sweeps: boolean;
  /** The ledger says which key made an order. */
  keepsKeys: boolean;
  /** A refused booking leaves a payment in doubt, of which the provider gave everything back. */
  leavesDoubts: boolean;
  /** Something was sold before the load, with no payment that we know of. */
  soldBefore: boolean;
}

export interface Crowd {
  setting: Setting;
  journeys: readonly Journey[];
}

export interface CrowdSize {
  buyers: readonly string[];
  seats: readonly string[];
  mostJourneys: number;
  /** Everybody takes the steps of a purchase, and no others. */
  plain?: boolean;
}

const wholePurchase = {
  seat: ['hold', 'order', 'book'],
  orders: ['order', 'book'],
  atOnce: ['book'],
} as const;

/** What buyers try beside a plain purchase, sensible or not. */
const detours: readonly (readonly Step[])[] = [
  ['hold', 'order', 'book', 'cancel'],
  ['hold', 'hold', 'order', 'book', 'book'],
  ['hold', 'order', 'release', 'book'],
  ['hold', 'release', 'hold', 'order'],
  ['hold', 'release'],
  ['order', 'book', 'cancel'],
  ['hold', 'order', 'order', 'book', 'cancel', 'hold', 'order', 'book'],
  ['hold', 'order', 'cancel', 'book'],
];

/** The steps of a purchase from beginning to end, in a shop of that kind. */
export function purchaseOf({ sells, takesOrders }: Setting): readonly Step[] {
  if (sells === 'seat') return wholePurchase.seat;
  return takesOrders ? wholePurchase.orders : wholePurchase.atOnce;
}

const passage: fc.Arbitrary<Passage> = fc.record({
  thinkMs: fc.integer({ min: 1, max: 12 }),
  travelMs: fc.integer({ min: 0, max: 6 }),
  answerMs: fc.integer({ min: 0, max: 6 }),
  lateMs: fc.integer({ min: 1, max: 60 }),
  fate: fc.oneof(
    { weight: 12, arbitrary: fc.constant<Fate>('answered') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Fate>('unheard', 'late', 'never', 'busy', 'died-unheard', 'died'),
    },
  ),
  unpaid: fc.integer({ min: 0, max: 9 }).map((nth) => nth === 9),
});

const setting: fc.Arbitrary<Setting> = fc.record({
  sells: fc.constantFrom('seat', 'seat', 'pool'),
  takesOrders: fc.boolean(),
  poolTotal: fc.integer({ min: 1, max: 9 }),
  ttlMs: fc.integer({ min: 20, max: 80 }),
  orderRenews: fc.boolean(),
  holdRenews: fc.boolean(),
  refusalFrees: fc.boolean(),
  sweeps: fc.boolean(),
  keepsKeys: fc.boolean(),
  leavesDoubts: fc.boolean(),
  soldBefore: fc.boolean(),
});

function journeyIn(of: Setting, { buyers, seats, plain }: CrowdSize): fc.Arbitrary<Journey> {
  const can: readonly Step[] = [
    ...purchaseOf(of),
    'cancel',
    ...(of.sells === 'seat' ? (['release'] as const) : []),
  ];
  const ways = detours.map((steps) => steps.filter((step) => can.includes(step)));
  const selection = fc.subarray([...seats], { minLength: 1, maxLength: Math.min(4, seats.length) });
  return fc.record({
    buyer: fc.constantFrom(...buyers),
    resources: of.sells === 'pool' ? fc.constant(['gate']) : selection,
    quantity: of.sells === 'pool' ? fc.integer({ min: 1, max: 4 }) : fc.constant(1),
    steps: plain
      ? fc.constant(purchaseOf(of))
      : fc.oneof(fc.constant(purchaseOf(of)), fc.constantFrom(...ways)),
    passages: fc.array(passage, { minLength: 12, maxLength: 12 }),
    stubborn: fc.boolean(),
    repeats: fc.boolean(),
  });
}

/** Crowds of that size: who wants what of which kind of shop, and what becomes of each request. */
export function crowdOf(size: CrowdSize): fc.Arbitrary<Crowd> {
  return setting.chain((of) =>
    fc
      .array(journeyIn(of, size), { minLength: 1, maxLength: size.mostJourneys })
      .map((journeys) => ({ setting: of, journeys })),
  );
}
