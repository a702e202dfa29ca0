/** What is missing could not be brought: the message says what went wrong, the hint what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   * @param {ErrorOptions} [options]
   */
  constructor(message, hint, options) {
    super(message, options);
    this.name = 'SetupError';
    this.hint = hint;
  }
}

/** The tools' own words for the few troubles that people can mend, and how. The first match counts. */
const troubles = [
  {
    words: /no space left on device|not enough free space|disk quota exceeded|ENOSPC/i,
    hint: 'the disk (or the Docker daemon’s storage) is full: make room, then start again; docker images --filter label=onsale.image lists images of earlier versions that may go',
  },
  {
    words: /could not get lock|unable to acquire the dpkg frontend lock|unable to lock directory/i,
    hint: 'another package manager is at work on this machine: let it end, then start again',
  },
  {
    words: /certificate|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
    hint: 'a package source’s certificate is not trusted here: tell the tool which authority to trust (npm: cafile; pip: PIP_CERT; Go and Docker: the system’s store), then start again',
  },
  {
    words:
      /temporary failure (in name )?resol|could not resolve|getaddrinfo|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|no such host|network is unreachable|i\/o timeout|dial tcp|failed to fetch|unable to fetch|Max retries exceeded|No matching distribution/i,
    hint: 'a package source did not answer: check the network (and the proxy or mirror that the tool itself is set to use), then start again',
  },
  {
    words: /permission denied|EACCES|EPERM|are you root/i,
    hint: 'this user may not do that: run it as a user who may, or bring the part by hand (docs/setup.md)',
  },
];

/**
 * What to do about a tool's failure, judged by what it printed.
 *
 * @param {string} output
 * @param {string} logFile where the whole output is
 */
export function hintFor(output, logFile) {
  const found = troubles.find(({ words }) => words.test(output));
  return (
    found?.hint ?? `the whole output is in ${logFile}; docs/setup.md says how to bring each part by hand`
  );
}
