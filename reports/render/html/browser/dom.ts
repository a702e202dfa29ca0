import type { Markup } from '../markup.ts';

/** The element with this id, or null when the page has none: a section that had nothing to show. */
export const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** A text from a select or input with this id. */
export function chosenValue(id: string): string {
  const element = byId(id);
  return element instanceof HTMLSelectElement || element instanceof HTMLInputElement ? element.value : '';
}

/** Replaces what an element holds. Only markup that escaped its contents can be given. */
export function fill(element: HTMLElement, { text }: Markup): void {
  element.innerHTML = text;
}

/** A colour of the style sheet, as it stands for the scheme in use. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the colour scheme changes, before and after printing (paper is always light), and on resize. */
export function onRedraw(redraw: (paperWidth: number | null) => void): void {
  const paper = (on: boolean) => {
    document.documentElement.classList.toggle('paper', on);
    redraw(on ? 680 : null);
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(null));
  addEventListener('beforeprint', () => paper(true));
  addEventListener('afterprint', () => paper(false));
  let width = innerWidth;
  addEventListener('resize', () => {
    // A phone's address bar changes the height alone; nothing here depends on that.
    if (innerWidth === width) return;
    width = innerWidth;
    redraw(null);
  });
}
