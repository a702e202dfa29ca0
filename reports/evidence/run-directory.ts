import { access, constants, mkdir, readFile, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { CorruptRun, ForeignRun, FullDisk, UnwritableRunsDirectory } from './errors.ts';
import { isMissing } from './lines-in-chunks.ts';
import { RunRecord, schemaVersion } from './run.ts';

/** Where everything of a run stands; absolute paths. */
export interface RunFiles {
  run: string;
  history: string;
  timeline: string;
  ledger: string;
  plan: string;
  /** What each source wrote by itself, before the merge. */
  parts: string;
  logs: string;
  verdict: string;
  report: string;
  junit: string;
  summary: string;
}

export interface RunDirectory {
  id: string;
  /** Absolute. */
  dir: string;
  files: RunFiles;
}

export interface StoredRun extends RunDirectory {
  record: RunRecord;
}

export function runFiles(dir: string): RunFiles {
  const at = (name: string) => join(resolve(dir), name);
  return {
    run: at('run.json'),
    history: at('history.ndjson'),
    timeline: at('timeline.ndjson'),
    ledger: at('ledger.ndjson'),
    plan: at('plan.json'),
    parts: at('parts'),
    logs: at('logs'),
    verdict: at('verdict.json'),
    report: at('report.html'),
    junit: at('junit.xml'),
    summary: at('summary.md'),
  };
}

/**
 * Make the directory of a new run, `<time>-<name>`; when two runs begin in one second, the later one's name
 * gets a number. Throws {@link UnwritableRunsDirectory} or {@link FullDisk}.
 */
export async function createRun(of: {
  runsDir: string;
  name: string;
  startedAt: Date;
}): Promise<RunDirectory> {
  const time = of.startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const runsDir = resolve(of.runsDir);
  await requireWritable(runsDir);
  try {
    for (let nth = 1; ; nth++) {
      const id = `${time}-${of.name}${nth === 1 ? '' : `-${nth}`}`;
      const dir = join(runsDir, id);
      if (!(await madeNew(dir))) continue;
      const files = runFiles(dir);
      await Promise.all([mkdir(files.parts), mkdir(files.logs)]);
      return { id, dir, files };
    }
  } catch (error) {
    throw notStored(runsDir, error);
  }
}

/** A run of 200 buyers takes 1 MB. Where there is less room than this, it is said before anything is started. */
const leastRoomBytes = 16 * 2 ** 20;

/**
 * Make the runs directory where it is missing, and see that it can be written and has some room. Throws
 * {@link UnwritableRunsDirectory} or {@link FullDisk}.
 */
export async function requireWritable(runsDir: string): Promise<void> {
  const dir = resolve(runsDir);
  let leftBytes: number;
  try {
    await makeFolders(dir);
    await access(dir, constants.W_OK);
    const { bavail, bsize } = await statfs(dir);
    leftBytes = bavail * bsize;
  } catch (error) {
    throw notStored(dir, error);
  }
  if (leftBytes < leastRoomBytes) throw new FullDisk(dir, leftBytes);
}

function notStored(dir: string, cause: unknown): Error {
  const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  return full ? new FullDisk(dir, null, { cause }) : new UnwritableRunsDirectory(dir, { cause });
}

/** As mkdir's own `recursive`, which never ends where a file system answers ENOENT to everything, as /proc does. */
async function makeFolders(dir: string): Promise<void> {
  try {
    await mkdir(dir);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' && (await stat(dir)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(dir) === dir || (await exists(dirname(dir)))) throw error;
    await makeFolders(dirname(dir));
    await mkdir(dir);
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** False when the directory was there; making it is what claims it, so that two runs never share one. */
async function madeNew(dir: string): Promise<boolean> {
  try {
    await mkdir(dir);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Write `run.json`: whole or not at all. Throws a ZodError for a record of another shape. */
export async function writeRunRecord(dir: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(runFiles(dir).run, `${JSON.stringify(RunRecord.parse(record), null, 2)}\n`);
}

/** Read a stored run's record. Throws {@link ForeignRun} or {@link CorruptRun}. */
export async function readRun(dir: string): Promise<StoredRun> {
  const files = runFiles(dir);
  let text: string;
  try {
    text = await readFile(files.run, 'utf8');
  } catch (error) {
    if (isMissing(error)) throw new ForeignRun(resolve(dir), { cause: error });
    throw new CorruptRun(files.run, 'cannot be read', { cause: error });
  }
  const record = parseRecord(files.run, text);
  const real = await realpath(dir);
  return { id: basename(real), dir: resolve(dir), files, record };
}

function parseRecord(file: string, text: string): RunRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CorruptRun(file, 'is cut or is not JSON', { cause: error });
  }
  const version = z.object({ schemaVersion: z.number() }).safeParse(json).data?.schemaVersion;
  if (version !== undefined && version !== schemaVersion) {
    throw new CorruptRun(file, `has schema version ${version}; this onsale reads version ${schemaVersion}`);
  }
  const parsed = RunRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ');
  throw new CorruptRun(file, `does not have the shape of a run (${issues})`);
}
