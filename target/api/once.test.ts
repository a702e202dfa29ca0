import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('whoever asks meanwhile shares it, a failure is tried again, and a success is not', async () => {
  const tries: PromiseWithResolvers<void>[] = [];
  const once = new Once(() => {
    const each = Promise.withResolvers<void>();
    tries.push(each);
    return each.promise;
  });
  const failing = [once.run(), once.run()];
  tries[0]?.reject(new Error('not yet'));
  for (const each of failing) await expect(each).rejects.toThrow('not yet');
  expect(once.done).toBe(false);
  const again = once.run();
  tries[1]?.resolve();
  await again;
  await once.run();
  expect(once.done).toBe(true);
  expect(tries).toHaveLength(2);
});
