import { createHash } from 'node:crypto';
import { Markup } from './markup.ts';

/**
 * JSON that can stand inside a `<script>` element: without `<`, `>` and `&` no text in it can end the element
 * or begin a comment, and without U+2028 and U+2029 it is a JavaScript literal too.
 */
export function embeddedJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

/** A script to stand inside `<script>`: `</script` and `<!--` inside its strings are broken up. */
export function embeddedScript(source: string): Markup {
  return new Markup(source.replace(/<(?=\/script|!--)/gi, '\\x3C'));
}

/** The name by which a Content-Security-Policy allows exactly this inline script. */
export function cspHash({ text }: Markup): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
