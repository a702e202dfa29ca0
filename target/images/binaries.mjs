/**
 * The two programs that are built from scenarios/recorder's pinned Go module, each alone in an image.
 * @type {Readonly<Record<'k6' | 'toxiproxy', { package: string, file: string }>>}
 */
export const binaries = {
  k6: { package: '.', file: 'k6' },
  toxiproxy: { package: 'github.com/Shopify/toxiproxy/v2/cmd/server', file: 'toxiproxy-server' },
};

/** Static and stripped: the images have no libc, and nobody debugs inside them. */
export const goBuild = {
  env: { CGO_ENABLED: '0', GOOS: 'linux' },
  flags: ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags=-s -w'],
};
