import { expect, test } from 'vitest';
import { addressOf, NoWayOut } from './way-out.ts';

const title = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
const inner = 'eth0\t00001BAC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0';
const out = 'eth1\t00000000\t01001CAC\t0003\t0\t0\t0\t00000000\t0\t0\t0';
const at = (address: string, family: 'IPv4' | 'IPv6' = 'IPv4') => {
  const told = { address, netmask: '', mac: '', internal: false, cidr: null };
  return family === 'IPv4' ? { ...told, family } : { ...told, family, scopeid: 0 };
};
const interfaces = { eth0: [at('172.27.0.3')], eth1: [at('fe80::1', 'IPv6'), at('172.28.0.3')] };

test('the address on the network of the default route, whichever comes first', () => {
  expect(addressOf([title, inner, out, ''].join('\n'), interfaces)).toBe('172.28.0.3');
  expect(addressOf([title, out, inner, ''].join('\n'), interfaces)).toBe('172.28.0.3');
});

test('no default route, or none with an address, is said', () => {
  expect(() => addressOf([title, inner, ''].join('\n'), interfaces)).toThrow(NoWayOut);
  expect(() => addressOf([title, out, ''].join('\n'), { eth0: interfaces.eth0 })).toThrow('found eth1');
});
