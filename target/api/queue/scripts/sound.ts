import { admit } from './admit.ts';
import { begin } from './begin.ts';
import { join } from './join.ts';
import { free, leave, status } from './standing.ts';

/** Each is one atomic step. A planted fault is another text in one of these places. */
export const soundScripts = { begin, join, status, leave, free, admit };

export type ScriptName = keyof typeof soundScripts;
export type Scripts = Readonly<Record<ScriptName, string>>;
