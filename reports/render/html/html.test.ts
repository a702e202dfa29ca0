import { describe, expect, it } from 'vitest';
import { renderReport } from '../render.ts';
import { temporaryRun } from '../testing/temporary-run.ts';
import type { PageData } from './data/page-data.ts';

async function pageOf(kind: Parameters<typeof temporaryRun>[0]): Promise<string> {
  await using run = await temporaryRun(kind);
  return await renderReport(run.dir, run.verdict, 'html');
}

function dataOf(page: string): PageData {
  return JSON.parse(/id="page-data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '');
}

describe('a page of evidence that would run as script', () => {
  it('holds no element that the evidence brought', async () => {
    const page = await pageOf('hostile');
    const withoutBundle = page.slice(0, page.lastIndexOf('<script>'));
    expect(withoutBundle).not.toMatch(/<img|<script>|<!--/i);
    expect(withoutBundle.match(/<\/script/g)).toHaveLength(1);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('keeps the names as they are in its data', async () => {
    expect(dataOf(await pageOf('hostile')).seats?.ids).toContain('</script><script>alert(2)</script>');
  });

  it('allows its own script alone, by its hash', async () => {
    const page = await pageOf('hostile');
    expect(page).toMatch(/content="default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]+=*'; style-src/);
    expect(page.match(/<script/g)).toHaveLength(2);
  });
});

describe('a page', () => {
  it('asks for nothing outside itself', async () => {
    const page = await pageOf('pass');
    const withoutBundle = page.slice(0, page.lastIndexOf('<script>'));
    expect(withoutBundle).not.toMatch(/\s(?:src|href)=|url\(|@import/i);
  });

  it('shows a burst in bins of 10 ms, and every operation once', async () => {
    const { load } = dataOf(await pageOf('pass'));
    const all = load?.series[0];
    const total = (values: number[] = []) => values.reduce((sum, value) => sum + value, 0);
    expect(load).toMatchObject({ source: 'history', binMs: 10 });
    expect([total(all?.done), total(all?.refused), total(all?.errors)]).toEqual([300, 900, 0]);
  });

  it('of 20,000 seats and a long load stays below 1.5 MB, and says what was left out', async () => {
    const page = await pageOf('large');
    const { seats, load } = dataOf(page);
    expect(page.length).toBeLessThan(1_500_000);
    expect(seats?.ids).toHaveLength(20_000);
    expect(seats?.cuts).toHaveLength(3);
    expect(load).toMatchObject({ source: 'timeline', binMs: 1_000 });
  }, 60_000);

  it('of a pool counts what was sold and refused', async () => {
    expect(dataOf(await pageOf('pool')).pool).toMatchObject({ total: 400, sold: 400, refused: 600 });
  });
});
