/** A request left the target's host: load goes there and nowhere else. */
export class ForeignAddress extends Error {
  override readonly name = 'ForeignAddress';
  constructor(url: string, origin: string) {
    super(`a request to ${url} was stopped: a client calls its target, ${origin}, and nothing else`);
  }
}

/** `http://host:port` of a URL, in small letters. There is no `URL` in k6. */
export function originOf(url: string): string {
  const found = /^(https?:\/\/[^/?#]+)/i.exec(url);
  if (found?.[1] === undefined) throw new Error(`${url} is no http URL`);
  return found[1].toLowerCase();
}

/**
 * The whole URL that `reference` (a path, or a URL) means on the page `base`. Throws {@link ForeignAddress}
 * when that is another host.
 */
export function addressOf(reference: string, base: string): string {
  const origin = originOf(base);
  if (/^https?:\/\//i.test(reference)) {
    if (originOf(reference) !== origin) throw new ForeignAddress(reference, origin);
    return reference;
  }
  if (reference.startsWith('//')) return addressOf(`${origin.split('//')[0]}${reference}`, base);
  if (reference.startsWith('/')) return origin + reference;
  const path = base.slice(origin.length).replace(/[?#].*$/, '');
  if (reference.startsWith('?')) return origin + path + reference;
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1) || '/'}${reference}`;
}
