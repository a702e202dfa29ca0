/**
 * A client turns operations into one API's requests and says what each answer means. The reference target's
 * dialects are clients; a user's own system is another. The same file loads in k6 and in Node, so it imports
 * types and relative files only, and is given HTTP, sleep and clock.
 */
export interface Client<State = unknown> {
  name: string;
  /** What is for sale: seats (each sold once) or a pool of N. */
  sells: 'seat' | 'pool';
  /**
   * Operations that the API promises to do once, however often they are sent with one idempotency key. Only these are
   * sent again on purpose, by some of the buyers; without any, nothing is said about it.
   */
  idempotent?: readonly ('hold' | 'order' | 'book')[];
  /** A buyer's own state (token, CSRF value, cart id), made fresh for each buyer. Cookies are kept by `io.http`. */
  newState(buyer: Buyer): State;
  /** Log in, or whatever must be done before the sale opens. */
  enter?(io: ClientIo, visit: Visit<State>): Promise<Answer<object>>;
  hold?(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Held>>;
  /** Takes a place in the waiting line, or keeps the one there is. Asked where the sale has a `queue`. */
  queueJoin?(io: ClientIo, visit: Visit<State>): Promise<Answer<QueuePlace>>;
  /** Whether it is the buyer's turn; refused as `expired` when they have no place any more. */
  queueAdmit?(io: ClientIo, visit: Visit<State>): Promise<Answer<QueuePlace>>;
  /** Gives up the place, waiting or in. */
  queueLeave?(io: ClientIo, visit: Visit<State>): Promise<Answer<object>>;
  /** What of it is free now: the seat map. Those who go on after a refusal choose from it. */
  available?(io: ClientIo, visit: Visit<State>): Promise<Answer<Available>>;
  release?(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<object>>;
  /** A pending order. Without it, `book` orders and pays at once. */
  order?(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Ordered>>;
  /** Charge and confirm. `ordered` is what `order` answered, where the client has it. */
  book(io: ClientIo, visit: Visit<State>, wish: Wish, ordered: Ordered | null): Promise<Answer<Booked>>;
  cancel?(io: ClientIo, visit: Visit<State>, wish: Wish, booked: Booked): Promise<Answer<Cancelled>>;
}

/** A file given to `--target` exports these by name. */
export interface ClientModule<State = unknown> {
  client: Client<State>;
  /** Where the sale answers, unless `boot` gives it. */
  baseUrl?: string;
  /** A module beside the client, for Node alone (it may import anything), which exports `hooks`: a path relative to the client's file. */
  hooksFile?: string;
  ledger?: LedgerSource;
}

/** Called in Node, in this order; all optional but that someone must say what is for sale: `seed`. */
export interface ClientHooks {
  /** Start the system; the answer's `baseUrl` is where it answers. */
  boot?(io: HookIo): Promise<{ baseUrl: string }>;
  /** Bring the system back to an empty sale. Without it, a run says what it found there before. */
  reset?(io: HookIo): Promise<void>;
  /** Make what is asked for, or say what there is. */
  seed?(io: HookIo, demand: Demand): Promise<Sale>;
  warmUp?(io: HookIo, sale: Sale): Promise<void>;
  /** Wait until nothing is under way any more, so that the ledger can be read. */
  quiesce?(io: HookIo): Promise<void>;
  down?(io: HookIo): Promise<void>;
}

export interface Demand {
  buyers: number;
  inventory: number;
  seed: number;
}

export interface Sale {
  event: string;
  /** Seats, or one pool with its `quantity`. Prices in minor units. */
  resources: { id: string; quantity: number; price: number | null }[];
  buyers: Buyer[];
  /** What the waiting queue in front of it goes by; without it, nobody queues. */
  queue?: QueueRules;
}

/** What a queue promises; null: nothing of the kind. */
export interface QueueRules {
  /** Buyers who are in at once. */
  capacity: number | null;
  /** Those who wait and are let in, in a second. */
  ratePerSecond: number | null;
  /** Whoever does not ask for so long may lose the place. */
  graceMs: number | null;
  /** Whoever is let in may stay for so long at least, unless they buy or leave. */
  turnMs: number | null;
}

/** `credentials` go to the client as they are. */
export interface Buyer {
  id: string;
  credentials: Record<string, string>;
}

/** One buyer's stay. `state` is theirs alone and may be written to. */
export interface Visit<State> {
  buyer: Buyer;
  event: string;
  state: State;
}

/** What the buyer wants: seats, or some of a pool. The same key is used for every try of one operation. */
export interface Wish {
  resources: readonly string[];
  quantity: number;
  idempotencyKey: string;
}

/** In the order in which it stands side by side. */
export interface Available {
  resources: string[];
}
export interface Held {
  /** How long the hold lasts from now. */
  ttlMs?: number;
}
export interface QueuePlace {
  /** From 1 on while the buyer waits; 0 when they are in. */
  position: number;
  /** How long they are in, from now. */
  ttlMs?: number;
  /** The place as numbers that stay, where the API tells them: the lower epoch, then the lower sequence, is before. */
  sequence?: number;
  epoch?: number;
}
export interface Ordered {
  order: string;
  /** Minor units. */
  amount?: number;
}
export interface Booked {
  order: string;
  /** Minor units. */
  amount?: number;
}
export interface Cancelled {
  order: string;
  refunded?: number;
}

/** What an answer means; code decides, not a status table: a 200 can be a refusal. */
export type Answer<Value> =
  | { outcome: 'done'; value: Value }
  /** It certainly did not happen. */
  | {
      outcome: 'refused';
      reason: 'sold-out' | 'taken' | 'expired' | 'not-on-sale' | 'payment-refused' | 'other';
      detail?: string;
    }
  /** It certainly did not happen (a request that was never sent included), and may be tried again. */
  | { outcome: 'busy'; retryAfterMs: number | null }
  /** It was sent, and nobody knows what became of it. */
  | { outcome: 'unknown'; error: string }
  /** The client does not understand the answer; the run cannot be judged. */
  | { outcome: 'client-bug'; error: string };

/** What a client is handed. Times are in ms. */
export interface ClientIo {
  http: Http;
  sleep(ms: number): Promise<void>;
  /** Monotonic. */
  nowMs(): number;
}

/** What a hook is handed beside. */
export interface HookIo extends ClientIo {
  /** Where the target answers, as Node sees it. While `boot` runs: the module's own `baseUrl`, or ''. */
  baseUrl: string;
  signal: AbortSignal;
}

/**
 * Cookies are kept per buyer by the transport, those set by a redirect included. Redirects are followed only
 * when asked for, and then as browsers do: after a POST, a 301, 302 or 303 is followed by a GET; the answer
 * is the last one.
 */
export interface Http {
  request(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path on the target, or a whole URL on the target's host. */
  path: string;
  /** Names the latency series: a template without ids, such as `POST /cart/:id`. */
  route: string;
  headers?: Record<string, string>;
  /** Sent as JSON when it is an object; as it is when a string, of which `headers` then says the type (a form). */
  body?: unknown;
  timeoutMs?: number;
  followRedirects?: boolean;
}

/**
 * An exchange that may have had no answer. `sent` is false only when the request certainly did not leave.
 * Names of `headers` are in lower case; `json` throws a SyntaxError when the text is no JSON.
 */
export type HttpAnswer =
  | { answered: true; status: number; headers: Record<string, string>; text: string; json(): unknown }
  | { answered: false; sent: boolean; error: string };

/** Where the truth is read from at the end: data, run by Node. */
export interface LedgerSource {
  parts: LedgerPart[];
}

/**
 * Rows of one kind. Each row (of the SQL statement, or of the array at `rows` in the HTTP answer) is mapped:
 * `fields` names, for each ledger field, the row's column (default: the same name), and `states` the ledger
 * state for each of the row's. A state that is not mapped makes the ledger incomplete. `resources` may be one
 * id: a list of one.
 */
export interface LedgerPart {
  kind: 'order' | 'stock' | 'payment' | 'charge';
  from:
    | { sql: string; database: string }
    | { path: string; rows?: string; headers?: Record<string, string>; baseUrl?: string };
  fields?: Record<string, string>;
  states?: Record<string, string>;
  /** Values every row shares, such as `{ total: 1 }`. */
  constants?: Record<string, string | number>;
}
