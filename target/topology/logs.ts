import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';

/** The last lines of a container's log, standard output and error together. */
export async function tailOf(docker: Docker, container: string, lines = 20): Promise<string> {
  const raw = await docker.getContainer(container).logs({ stdout: true, stderr: true, tail: lines });
  return textOf(raw).trimEnd();
}

/**
 * Write containers' whole logs, with times, to `<dir>/<node>.log`; the folder is made. One after the other,
 * since each is held in memory meanwhile (64 MB at most: the engine keeps no more). Throws the first failure, after
 * all the others were written.
 */
export async function saveLogs(
  docker: Docker,
  nodes: readonly { name: string; container: string }[],
  dir: string,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const failures: unknown[] = [];
  for (const { name, container } of nodes) {
    try {
      const raw = await docker.getContainer(container).logs({ stdout: true, stderr: true, timestamps: true });
      await writeFile(join(dir, `${name}.log`), textOf(raw));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Follow a container's log from its beginning, until a line holds `text`. Rejects when the log ends without it. */
export async function followUntil(
  docker: Docker,
  container: string,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const log = await docker.getContainer(container).logs({ stdout: true, stderr: true, follow: true });
  try {
    await new Promise<void>((resolve, reject) => {
      let seen = '';
      log.on('data', (chunk: Buffer) => {
        seen += chunk.toString('utf8');
        if (seen.includes(text)) resolve();
      });
      log.on('end', () => reject(new Error(`its log ended without «${text}»`)));
      log.on('error', reject);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) reject(signal.reason);
    });
  } finally {
    if ('destroy' in log && typeof log.destroy === 'function') log.destroy();
  }
}

/** The engine frames output: 1 byte stream, 3 bytes nothing, 4 bytes length, then so much text. */
function textOf(raw: Buffer): string {
  let text = '';
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    text += raw.toString('utf8', at + 8, at + 8 + length);
    at += 8 + length;
  }
  return text;
}
