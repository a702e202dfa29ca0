import { expect, it } from 'vitest';
import { cpuTimesOf, partOf, processSecondsOf } from './proc.ts';

it('reads what the processors did', () => {
  const stat = 'cpu  1000 20 300 40000 500 6 7 80 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n';
  const times = cpuTimesOf(stat);
  expect(times.busy).toBeCloseTo(13.33);
  expect(times).toMatchObject({ idle: 400, ioWait: 5, stolen: 0.8 });
});

it('refuses what is no /proc/stat', () => {
  expect(() => cpuTimesOf('cpu 1 2\n')).toThrow(TypeError);
});

it('reads what a process used, whatever it is called', () => {
  const stat = '42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 100 1000 10';
  expect(processSecondsOf(stat)).toBe(3);
});

it.each([
  ['/k6\0run\0--quiet\0', 'k6'],
  ['/usr/lib/postgresql/15/bin/postgres\0-D\0', 'PostgreSQL'],
  ['postgres: onsale onsale 172.18.0.3(40000) idle', 'PostgreSQL'],
  ['node\0/srv/onsale/target/api/server.ts\0', 'API'],
  ['node\0/srv/onsale/target/provider/server.ts\0', 'payment provider'],
  ['/usr/bin/node\0/work/cli/onsale.mjs\0run\0', 'onsale'],
  ['node\0/work/bench/contention/bare-shop.ts\0', 'bare shop'],
  ['/usr/local/go/pkg/tool/linux_amd64/compile\0-o\0x.a\0', 'Go compiler'],
  ['/usr/bin/perl\0/usr/bin/mmdebstrap\0', 'Debian packages'],
  ['npm ci', 'npm'],
  ['vi\0k6.ts\0', 'others'],
  ['', 'others'],
])('knows %j by its command line', (commandLine, part) => {
  expect(partOf(commandLine)).toBe(part);
});
