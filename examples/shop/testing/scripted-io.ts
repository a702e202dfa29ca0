import type { ClientIo, HttpAnswer, HttpRequest } from '../../../scenarios/clients/client.ts';

/** An io whose answers are written down beforehand, and whose clock moves only when someone sleeps. */
export function scriptedIo(answer: (request: HttpRequest, at: number) => HttpAnswer): ClientIo & {
  requests: HttpRequest[];
  slept: number[];
} {
  const requests: HttpRequest[] = [];
  const slept: number[] = [];
  let nowMs = 0;
  return {
    requests,
    slept,
    http: {
      request: async (request) => {
        requests.push(request);
        return answer(request, requests.length - 1);
      },
    },
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    nowMs: () => nowMs,
  };
}

export function answered(status: number, text = '', headers: Record<string, string> = {}): HttpAnswer {
  return { answered: true, status, headers, text, json: () => JSON.parse(text) };
}
