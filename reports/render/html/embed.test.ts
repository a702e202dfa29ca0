import { expect, it } from 'vitest';
import { cspHash, embeddedJson, embeddedScript } from './embed.ts';
import { html, Markup } from './markup.ts';

const nasty = '</script><!--<script>\u2028\u2029&"\'';

it('embeds JSON that reads back as it was and cannot end its element', () => {
  const { text } = embeddedJson({ nasty });
  expect(JSON.parse(text)).toEqual({ nasty });
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
});

it('embeds a script that still says the same', () => {
  const { text } = embeddedScript('value = "</script><!--";');
  expect(text).toBe('value = "\\x3C/script>\\x3C!--";');
});

it('names a script by the hash browsers compute', () => {
  expect(cspHash(new Markup('alert(1)'))).toBe("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");
});

it('escapes text and attributes, and leaves markup alone', () => {
  const { text } = html`<p title="${nasty}">${[nasty, html`<b>${1}</b>`, false, null]}</p>`;
  const escaped = '&lt;/script&gt;&lt;!--&lt;script&gt;\u2028\u2029&amp;&quot;&#39;';
  expect(text).toBe(`<p title="${escaped}">${escaped}<b>1</b></p>`);
});
