import type { Renderer } from '../renderer.ts';
import { gather } from './data/gather.ts';
import { page } from './page.ts';
import { pageScript, pageStyle } from './page-script.ts';

/** The report people open: one file, offline, that carries its data, its style and its script. */
export const htmlRenderer: Renderer = {
  async render(input) {
    const [gathered, script, style] = await Promise.all([
      gather(input.dir, input.run, input.verdict),
      pageScript(),
      pageStyle(),
    ]);
    return page({ ...input, gathered, script, style });
  },
};
