import { expect, it } from 'vitest';
import { surroundingsOf } from './surroundings.ts';

it('takes what says how the network is reached, and the files it names that are there', () => {
  const there = ['/etc/own/ca.pem', '/home/u/.npmrc', '/etc/apt/sources.list.d'];
  const { environment, paths } = surroundingsOf(
    {
      HOME: '/home/u',
      PATH: '/usr/bin',
      https_proxy: 'http://proxy:3128',
      SSL_CERT_FILE: '/etc/own/ca.pem',
      NODE_EXTRA_CA_CERTS: '/etc/gone.pem',
      PIP_INDEX_URL: 'https://pip',
      GOPROXY: 'https://go',
      SECRET: 'no affair of a bare machine',
    },
    (path) => there.includes(path),
  );
  expect(Object.keys(environment)).toEqual([
    'https_proxy',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'PIP_INDEX_URL',
    'GOPROXY',
  ]);
  expect(paths.toSorted()).toEqual(there.toSorted());
});
