import { runAsProcess } from '../run-as-process.ts';
import { startShop } from '../server.ts';
import { sellLate } from './sell-late.ts';

/** The same shop with a planted fault: it sells more tickets than there are. */
await runAsProcess((options) => startShop({ ...options, sell: sellLate }));
