import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Act, pool, price, type Shape, type Sold } from './shape.ts';

const nsPerMs = 1e6;
const rivals = 10;
/** Sales of a block begin within this time; the block is over before the next begins. */
const blockMs = 200;
/** Together the lines of a block are sorted in memory. */
export const salesPerBlock = 2_000;

/** What one sale of a shape is made of: all tries for one seat, or one booking of the pool. */
export interface Sale {
  acts: Act[];
  sold: Sold;
}

/** Draws sale after sale; the same seed draws the same ones. */
export class Sales {
  readonly #shape: Shape;
  readonly #random: ReturnType<typeof xoroshiro128plus>;
  #sales = 0;
  #buyers = 0;

  constructor(shape: Shape, seed: number) {
    this.#shape = shape;
    this.#random = xoroshiro128plus(seed);
  }

  /** Buyers so far, of all sales. */
  get buyers(): number {
    return this.#buyers;
  }

  next(): Sale {
    const nth = this.#sales++;
    const resource = this.#shape === 'pool' ? pool : String(nth + 1);
    const blockNs = Math.floor(nth / salesPerBlock) * blockMs * nsPerMs;
    const sold: Sold = {
      order: String(nth + 1),
      buyer: this.#buyer(),
      resource,
      orderKey: this.#key(),
      chargeKey: this.#key(),
    };
    const again = nth % 4 === 0;
    const acts = this.#shape === 'pool' ? this.#ofPool(sold, blockNs) : this.#ofSeat(sold, blockNs);
    if (again) acts.push(this.#sentAgain(acts, sold, blockNs));
    if (this.#shape === 'seats') for (let at = 1; at < rivals; at++) acts.push(this.#refused(sold, blockNs));
    return { acts, sold };
  }

  #ofPool(sold: Sold, blockNs: number): Act[] {
    const book = this.#act(sold, 'book', blockNs);
    return [{ ...book, idempotencyKey: sold.orderKey, asked: '{"quantity":1}', answer: answerOf(sold) }];
  }

  #ofSeat(sold: Sold, blockNs: number): Act[] {
    const hold = { ...this.#act(sold, 'hold', blockNs), answer: '{"ttlMs":300000}' };
    const order = this.#act(sold, 'order', blockNs + 50 * nsPerMs);
    const book = this.#act(sold, 'book', blockNs + 100 * nsPerMs);
    const booked = { ...book, asked: `{"order":"${sold.order}"}`, answer: answerOf(sold) };
    return [hold, { ...order, idempotencyKey: sold.orderKey, answer: answerOf(sold) }, booked];
  }

  /** The last of these once more, with its key and its answer, when it is over. */
  #sentAgain(acts: readonly Act[], sold: Sold, blockNs: number): Act {
    const { invoked, ended } = this.#act(sold, 'book', blockNs + 150 * nsPerMs);
    return { ...(acts.at(-1) as Act), invoked, ended };
  }

  #refused(sold: Sold, blockNs: number): Act {
    const { resource } = sold;
    return { ...this.#act({ ...sold, buyer: this.#buyer(), resource }, 'hold', blockNs), refused: 'taken' };
  }

  #act({ buyer, resource }: Sold, f: Act['f'], fromNs: number): Act {
    const invoked = fromNs + uniformInt(this.#random, 0, 20 * nsPerMs);
    const ended = invoked + uniformInt(this.#random, nsPerMs, 25 * nsPerMs);
    const same = { idempotencyKey: this.#key(), refused: null };
    return { buyer, f, resource, invoked, ended, asked: 'null', answer: 'null', ...same };
  }

  #buyer(): string {
    this.#buyers++;
    return String(this.#buyers);
  }

  /** In the shape of a UUID. */
  #key(): string {
    const hex = [0, 0, 0, 0].map(() => (this.#random.next() >>> 0).toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

const answerOf = ({ order }: Sold) => `{"amount":${price},"order":"${order}"}`;
