/** What k6 has beside what its types say, and what the client's contract names for Node alone. */

/** CommonJS, in the init context: loads a module whose path is only known at run time, TypeScript too. */
declare function require(path: string): unknown;

/** Of Node; hooks are handed one, k6 never makes one. */
interface AbortSignal {
  readonly aborted: boolean;
}
