import type { HookIo, HttpAnswer } from './client.ts';

/** Every one of a list that comes in pages, `key` being what the list is called. */
export async function* pagesOf<Item>(io: HookIo, path: string, key: string): AsyncGenerator<Item> {
  for (let after: string | null = ''; after !== null; ) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = (await get(io, `${path}?limit=100${query}`, `GET ${path}`)) as Record<string, unknown>;
    yield* page[key] as Item[];
    after = page.next as string | null;
  }
}

/** What is there. Throws a TypeError when it is not. */
export async function get(io: HookIo, path: string, route: string): Promise<unknown> {
  return expectDone(await io.http.request({ method: 'GET', path, route }), route);
}

/** What was answered. Throws a TypeError, which says what was to be done, for anything but a success. */
export function expectDone(answer: HttpAnswer, what: string): unknown {
  if (!answer.answered) throw new TypeError(`${what}: no answer: ${answer.error}`);
  if (answer.status === 200 || answer.status === 201) return answer.json();
  throw new TypeError(`${what}: expected 200 or 201, got ${answer.status} ${answer.text.slice(0, 200)}`);
}
