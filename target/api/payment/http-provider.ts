import { type PaymentProvider, ProviderSilent } from '../domain/ordering.ts';

/** A hold that is being paid for is kept for longer than this. */
const timeoutMs = 5_000;

/**
 * The payment provider over HTTP. 402 (refused) and 409 (the key was given back or is void) are definite: nothing
 * is charged. Whatever else is not a 2xx settles nothing.
 */
export function httpProvider(baseUrl: string): PaymentProvider {
  async function post(path: string, body: object): Promise<{ status: number; state: unknown }> {
    try {
      const answer = await fetch(new URL(path, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const said: unknown = await answer.json();
      const state = typeof said === 'object' && said !== null && 'state' in said ? said.state : null;
      return { status: answer.status, state };
    } catch (cause) {
      throw new ProviderSilent(`the payment provider at ${baseUrl} did not answer ${path}`, { cause });
    }
  }

  return {
    async charge({ key, amount, method }) {
      const { status, state } = await post('/charges', { key, amount, method });
      if (status < 300 && state === 'charged') return 'charged';
      if (status === 402) return 'refused';
      if (status === 409) return 'void';
      throw new ProviderSilent(`expected a charge or a refusal from the provider, got ${status}`);
    },
    async refund(key) {
      const { status, state } = await post('/refunds', { key });
      if (status < 300 && state === 'refunded') return 'refunded';
      if (status < 300 && state === 'void') return 'nothing-charged';
      throw new ProviderSilent(`expected a refund from the provider, got ${status}`);
    },
  };
}
