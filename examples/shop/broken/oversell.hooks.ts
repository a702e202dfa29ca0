import { harbourHooks } from '../hooks/harbour-hooks.ts';

export const hooks = harbourHooks(new URL('./server.ts', import.meta.url));
