import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { VerdictWord } from '../verdict/verdict.ts';
import { readVerdict } from '../verdict/verdict-file.ts';
import { AmbiguousRun, ForeignRun, RunNotFound } from './errors.ts';
import { isMissing } from './lines-in-chunks.ts';
import type { RunRecord } from './run.ts';
import { readRun, runFiles } from './run-directory.ts';

/** A stored run as a list shows it. */
export interface ListedRun {
  id: string;
  name: string;
  /** ISO 8601. */
  startedAt: string;
  state: RunRecord['state'] | null;
  /** As last judged; null before that. */
  verdict: VerdictWord | null;
  dir: string;
  /** Why it cannot be read; state is null then. */
  problem: string | null;
}

/** Every run in the directory, newest first; damaged ones too, other directories not. None when there is no such directory. */
export async function listRuns(runsDir: string): Promise<ListedRun[]> {
  const ids = await runIds(runsDir);
  return Promise.all(ids.map((id) => listed(join(resolve(runsDir), id), id)));
}

async function listed(dir: string, id: string): Promise<ListedRun> {
  try {
    const { record } = await readRun(dir);
    const { name, startedAt, state } = record;
    const stored = await readVerdict(dir);
    const verdict = stored?.run.id === record.id ? stored.verdict : null;
    return { id, name, startedAt, state, verdict, dir, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const { name, startedAt } = namedIn(id);
    return { id, name, startedAt, state: null, verdict: null, dir, problem };
  }
}

/** What the directory's own name tells of a run whose record cannot be read. */
function namedIn(id: string): { name: string; startedAt: string } {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(.*)$/.exec(id);
  if (parts === null) return { name: id, startedAt: '' };
  const [, year, month, day, hour, minute, second, name = ''] = parts;
  return { name, startedAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z` };
}

/**
 * The directory of the run that someone means: `latest`, an id, a unique prefix of one, or a path to a run
 * anywhere. Throws {@link RunNotFound}, {@link AmbiguousRun} or {@link ForeignRun}.
 */
export async function resolveRun(runsDir: string, reference: string): Promise<string> {
  if (reference.includes(sep) || reference === '.' || reference === '..') {
    const dir = resolve(reference);
    if (await isRun(dir)) return dir;
    throw new ForeignRun(dir);
  }
  const ids = await runIds(runsDir);
  if (reference === 'latest') {
    if (ids[0] === undefined) throw new RunNotFound(reference, resolve(runsDir));
    return join(resolve(runsDir), ids[0]);
  }
  const matching = ids.includes(reference) ? [reference] : ids.filter((id) => id.startsWith(reference));
  if (matching.length > 1) throw new AmbiguousRun(reference, matching);
  if (matching[0] === undefined || reference === '') throw new RunNotFound(reference, resolve(runsDir));
  return join(resolve(runsDir), matching[0]);
}

/** Ids begin with their time, so that their order is that of time; a number behind one of a second keeps it. */
async function runIds(runsDir: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(runsDir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const runs = await Promise.all(names.map((name) => isRun(join(resolve(runsDir), name))));
  const order = new Intl.Collator('en', { numeric: true });
  return names.filter((_, at) => runs[at]).sort((a, b) => order.compare(b, a));
}

async function isRun(dir: string): Promise<boolean> {
  try {
    return (await stat(runFiles(dir).run)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
