/** A dependency did not answer in time, or at all, and it is certain that nothing was changed. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** The connection was lost, or a time-out struck, while an effect was being committed: it may stand. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

/** Contention undid the statement (a deadlock, a lock not had in time): nothing was changed, try again. */
export class Contended extends Error {
  override name = 'Contended';
}

/** A text was given that cannot be stored, such as one with U+0000 in it: nothing was changed. */
export class UnstorableText extends Error {
  override name = 'UnstorableText';
}

/** The token is genuine but its user is gone. */
export class UnknownUser extends Error {
  override name = 'UnknownUser';
}
