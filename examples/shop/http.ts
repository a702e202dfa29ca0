import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface Call {
  headers: IncomingMessage['headers'];
  /** What stands in the path where the pattern has `:name`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  html?: string;
}

export interface Route {
  method: 'GET' | 'POST';
  /** Such as `/jobs/:id`. */
  pattern: string;
  answer(call: Call): Reply;
}

const mostBodyBytes = 1 << 16;

/** Serves the routes. What one throws is answered 500 and handed to `onError`. */
export function listener(routes: readonly Route[], onError: (error: unknown) => void): RequestListener {
  return (request, response) => {
    reply(routes, request)
      .catch((error: unknown): Reply => {
        onError(error);
        return { status: 500, json: { error: 'INTERNAL' } };
      })
      .then((answer) => send(response, answer))
      .catch(onError);
  };
}

/** A redirect to be followed by a GET. */
export function seeOther(location: string, headers: Record<string, string> = {}): Reply {
  return { status: 303, headers: { ...headers, location } };
}

async function reply(routes: readonly Route[], request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://shop');
  const body = await bodyOf(request);
  if (body === null) return { status: 413, headers: { connection: 'close' }, json: { error: 'TOO_LARGE' } };
  for (const route of routes) {
    const params = route.method === request.method ? match(route.pattern, url.pathname) : null;
    if (params === null) continue;
    return route.answer({ headers: request.headers, params, query: url.searchParams, body });
  }
  return { status: 404, json: { error: 'NOT_FOUND' } };
}

/** Null when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Left undestroyed, so that the refusal can still be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part: Buffer = chunk;
    bytes += part.length;
    if (bytes > mostBodyBytes) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const seen = given[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = seen;
    else if (part !== seen) return null;
  }
  return params;
}

function send(response: ServerResponse, { status, headers = {}, json, html }: Reply): void {
  const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
  const text = html ?? (json === undefined ? '' : JSON.stringify(json));
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': type }),
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
