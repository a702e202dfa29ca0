import { expect, test } from 'vitest';
import { publishedSchemas } from './schemas.ts';

test.each(Object.entries(publishedSchemas()))('%s is up to date', async (file, schema) => {
  await expect(schema).toMatchFileSnapshot(`./${file}`);
});

test('they describe what the files hold', () => {
  const history = JSON.parse(publishedSchemas()['history.schema.json'] ?? '{}');
  expect(history).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['time', 'process', 'type', 'f', 'key', 'value'],
  });
});
