import { randomBytes } from 'node:crypto';

/** One visitor's session. `customer` is null until they log in. */
export interface Session {
  id: string;
  customer: string | null;
  token: string;
  tokenUntilMs: number;
}

const cookieName = 'shop_session';

/** Sessions by cookie, and the CSRF token of each, which must accompany what a visitor posts. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #tokenMs: number;
  readonly #nowMs: () => number;

  /** @param tokenMs how long a token is good for */
  constructor(tokenMs: number, nowMs: () => number) {
    this.#tokenMs = tokenMs;
    this.#nowMs = nowMs;
  }

  open(customer: string | null): Session {
    const session = { id: random(), customer, token: random(), tokenUntilMs: this.#nowMs() + this.#tokenMs };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** The session a request's `Cookie` header names. */
  find(cookies: string | undefined): Session | undefined {
    const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
    const id = pairs.find(([name]) => name === cookieName)?.[1];
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** Log-in begins a new session, so that an id planted before it is worth nothing. */
  logIn(visitor: Session, customer: string): Session {
    this.#sessions.delete(visitor.id);
    return this.open(customer);
  }

  /** The token to put into a page's form: a new one when the old has run out. */
  tokenFor(session: Session): string {
    if (this.#nowMs() > session.tokenUntilMs) {
      session.token = random();
      session.tokenUntilMs = this.#nowMs() + this.#tokenMs;
    }
    return session.token;
  }

  accepts(session: Session, token: string | null): boolean {
    return token === session.token && this.#nowMs() <= session.tokenUntilMs;
  }

  clear(): void {
    this.#sessions.clear();
  }
}

/** The header that gives a session to a browser. */
export function sessionCookie({ id }: Session): string {
  return `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`;
}

function random(): string {
  return randomBytes(18).toString('base64url');
}
