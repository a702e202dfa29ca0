import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadClient } from './load-client.ts';

test('the client of docs/clients.md has the shape it tells of', async () => {
  const page = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8');
  const [, snippet = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const dir = await mkdtemp(join(tmpdir(), 'onsale-docs-'));
  try {
    await writeFile(join(dir, 'shop.client.ts'), snippet);
    const client = await loadClient(join(dir, 'shop.client.ts'));
    expect(client).toMatchObject({
      name: 'my shop',
      sells: 'pool',
      operations: ['enter', 'book'],
      idempotent: ['book'],
      hooksFile: join(dir, 'shop.hooks.ts'),
      ledger: { parts: [{ kind: 'order' }] },
    });
  } finally {
    await rm(dir, { recursive: true });
  }
});
