// Loaded by `k6 inspect` before anything boots: does this k6 read the client at all?
const { client } = require(__ENV.ONSALE_CLIENT ?? '') as { client?: unknown };
if (typeof client !== 'object' || client === null) throw new Error('the module exports no `client`');

export const options = { scenarios: { check: { executor: 'per-vu-iterations', exec: 'check' } } };

/** Never run. */
export function check(): void {}
