import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceName } from './description.ts';

/** A file as it is put into a container. */
export interface CopiedFile {
  target: string;
  content: string;
}

const target = fileURLToPath(new URL('..', import.meta.url));

/** Where the sources lie in a container; their packages lie above, where Node looks for them. */
const inside = '/srv/onsale/target';

/** The files of one folder of target/, without packages and tests. */
export async function readSource(name: SourceName): Promise<CopiedFile[]> {
  const folder = join(target, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(^|\/)(node_modules|testing)\//.test(path) && !/\.test\.ts$/.test(path));
  return await Promise.all(
    files.map(async (path) => {
      return { target: `${inside}/${name}/${path}`, content: await readFile(join(folder, path), 'utf8') };
    }),
  );
}
