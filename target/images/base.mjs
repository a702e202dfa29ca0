/**
 * What every image of the testbed stands on: Debian 12, slim. Pulled where a registry answers; else the same
 * distribution is made on this machine by mmdebstrap and imported. Both are then known by our own tag, so that
 * one recipe (testbed/Dockerfile) serves both.
 */
export const base = {
  pulled: 'debian:bookworm-slim',
  suite: 'bookworm',
  /** mmdebstrap's options: no recommended packages, and nothing that the slim image would not carry either. */
  bootstrap: [
    '--variant=minbase',
    '--aptopt=APT::Install-Recommends "false"',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/info/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    '--dpkgopt=path-exclude=/usr/share/man/*',
  ],
};
