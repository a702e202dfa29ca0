import { expect, it } from 'vitest';
import { viewOf } from './balancer.ts';

/** As HAProxy 2.6 writes its statistics, without the fields we do not read. */
function part(fields: Record<string, string | number>) {
  return Object.entries(fields).map(([name, value], pos) => {
    return { objType: 'Server', proxyId: 3, id: 1, field: { pos, name }, value: { type: 'str', value } };
  });
}

const server = (svname: string, status: string, checks: Record<string, string | number>) =>
  part({ pxname: 'api', svname, status, ...checks });

it('believes an instance to take traffic only when a check has passed', () => {
  const { process, instances } = viewOf('17', [
    part({ pxname: 'users', svname: 'FRONTEND', status: 'OPEN' }),
    server('api-a-1', 'UP', { check_status: 'L7OK', check_code: 200 }),
    server('api-a-2', 'UP', { check_status: '* L7OK', check_code: 200 }),
    server('api-a-3', 'UP', { check_status: 'INI' }),
    server('api-a-4', 'UP 1/2', { check_status: 'L7OK', check_code: 200 }),
    server('api-a-5', 'DOWN', { check_status: '* L7STS', check_code: 503, last_chk: 'Service Unavailable' }),
    server('api-a-6', 'MAINT (resolution)', { check_status: 'INI' }),
    part({ pxname: 'api', svname: 'BACKEND', status: 'UP' }),
  ]);
  expect(process).toBe('17');
  const taken = [...instances].filter(([, instance]) => instance.taken).map(([name]) => name);
  expect(taken).toEqual(['api-a-1', 'api-a-2']);
  expect(instances.get('api-a-5')?.seen).toBe('DOWN L7STS 503 Service Unavailable');
  expect(instances.size).toBe(6);
});

it('refuses what is no statistics', () => {
  expect(() => viewOf('17', { error: 'no' })).toThrow();
});
