/** Buttons with `data-copy` put that text on the clipboard, and say whether it worked. */
export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const copied = await copy(button.dataset.copy ?? '');
      if (!copied) selectText(button.previousElementSibling);
      button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
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
    // Browsers may refuse the clipboard to a page opened from a file: then the text is selected instead.
    return false;
  }
}

function selectText(element: Element | null): void {
  if (element) getSelection()?.selectAllChildren(element);
}
