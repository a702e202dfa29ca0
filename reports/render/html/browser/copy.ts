/** Buttons with `data-copy` put that text on the clipboard, and say whether it worked. */
export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const copied = await copy(button.dataset.copy ?? '');
      button.textContent = copied ? 'Copied' : 'Select and copy by hand';
      setTimeout(() => {
        button.textContent = label;
      }, 2_000);
    });
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers may refuse the clipboard to a page opened from a file; the button then says so.
    return false;
  }
}
