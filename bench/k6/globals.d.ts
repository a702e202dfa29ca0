/** k6's console, which its types leave to the browser's. */
declare const console: { log(text: string): void };
