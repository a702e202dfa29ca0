import type { RenderInput } from '../renderer.ts';
import type { Gathered } from './data/gather.ts';

/** All that a section may show. */
export interface PageInput extends RenderInput {
  gathered: Gathered;
}
