import type { Renderer } from './renderer.ts';

/** The verdict document, as `verdict.json` holds it, indented. */
export const jsonRenderer: Renderer = {
  render: ({ verdict }) => `${JSON.stringify(verdict, null, 2)}\n`,
};
