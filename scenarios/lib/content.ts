import type { HttpRequest } from '../clients/client.ts';

/** A body as it goes over the wire, and the headers that go with it: an object is JSON, text goes as it is. */
export function contentOf({ body, headers = {} }: Pick<HttpRequest, 'body' | 'headers'>): {
  body: string | null;
  headers: Record<string, string>;
} {
  if (body === undefined || body === null) return { body: null, headers };
  if (typeof body === 'string') return { body, headers };
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    body: JSON.stringify(body),
    headers: named ? headers : { ...headers, 'content-type': 'application/json' },
  };
}
