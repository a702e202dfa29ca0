import { harbourHooks } from '../hooks/harbour-hooks.ts';
import { hookIo } from './io.ts';

/** A harness that boots the shop, says where it answers, and then waits to be killed. */
const hooks = harbourHooks(new URL('../server.ts', import.meta.url));
const booted = await hooks.boot?.(hookIo());
process.send?.(booted);
process.stdin.resume();
