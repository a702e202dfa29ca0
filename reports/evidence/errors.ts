/**
 * What is wrong with a run that someone asked for. `usage` says that the caller's input is at fault (exit
 * 64), not the harness; `hint` says what to do.
 */
abstract class RunError extends Error {
  readonly usage: boolean = true;
  readonly hint: string;
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

const listThem = 'onsale runs lists the stored runs; name one, a unique prefix of one, or latest.';

/** No stored run answers to the name. */
export class RunNotFound extends RunError {
  override readonly name = 'RunNotFound';
  constructor(reference: string, runsDir: string) {
    super(`no run «${reference}» in ${runsDir}`, listThem);
  }
}

/** Several stored runs answer to the prefix. */
export class AmbiguousRun extends RunError {
  override readonly name = 'AmbiguousRun';
  constructor(reference: string, ids: readonly string[]) {
    const some = ids.slice(0, 5).join(', ');
    super(
      `«${reference}» names ${ids.length} runs: ${some}${ids.length > 5 ? ', …' : ''}`,
      'Write more of the name.',
    );
  }
}

/** The directory holds no `run.json`: it is not a run. */
export class ForeignRun extends RunError {
  override readonly name = 'ForeignRun';
  constructor(dir: string, options?: ErrorOptions) {
    super(`${dir} is not a run: it has no readable run.json`, listThem, options);
  }
}

/** `run.json` is cut, is not JSON, or has another shape or schema version than this one reads. */
export class CorruptRun extends RunError {
  override readonly name = 'CorruptRun';
  constructor(file: string, what: string, options?: ErrorOptions) {
    super(
      `${file} ${what}`,
      'Without it a run cannot be judged: restore it, or repeat the run with this version.',
      options,
    );
  }
}

/** A run directory could not be made. */
export class UnwritableRunsDirectory extends RunError {
  override readonly name = 'UnwritableRunsDirectory';
  constructor(runsDir: string, options?: ErrorOptions) {
    super(
      `cannot store a run in ${runsDir}`,
      'Name a directory that you may write to, with --runs-dir DIR.',
      options,
    );
  }
}

/** Where runs are kept there is no room for one. */
export class FullDisk extends RunError {
  override readonly name = 'FullDisk';
  override readonly usage = false;
  constructor(runsDir: string, leftBytes: number | null, options?: ErrorOptions) {
    const left =
      leftBytes === null ? '' : `: ${(leftBytes / 2 ** 20).toFixed(1)} MB are left, too few for a run`;
    super(
      `the disk is full where runs are kept, in ${runsDir}${left}`,
      'Free some room (onsale runs lists what is stored; a run is a folder that may be deleted), or name a directory on another disk with --runs-dir DIR.',
      options,
    );
  }
}

/** What should be a file of evidence is something else. */
export class NotAFile extends RunError {
  override readonly name = 'NotAFile';
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is not a regular file`, 'Restore it, or repeat the run.', options);
  }
}
