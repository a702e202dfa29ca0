import { NotDelivered, type NoticeSink } from './notice.ts';

/** Less than an attempt's lease; see outbox.ts. */
const timeoutMs = 2_000;

/** POSTs each notice as JSON, its id as `Idempotency-Key`; any 2xx says that it was taken. */
export function httpSink(url: string): NoticeSink {
  return async (notice) => {
    const status = await post(url, notice.id, JSON.stringify(notice));
    if (status >= 200 && status <= 299) return;
    throw new NotDelivered(`expected a 2xx of ${url} for ${notice.topic} ${notice.id}, got ${status}`);
  };
}

async function post(url: string, id: string, body: string): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Nobody reads it, and unread it would keep its connection.
    await answer.body?.cancel();
    return answer.status;
  } catch (cause) {
    throw new NotDelivered(`${url} did not answer; is it up?`, { cause });
  }
}
