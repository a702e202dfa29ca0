import { parentPort } from 'node:worker_threads';
import { checkers } from './checkers.ts';
import type { ExaminerTask } from './examiner.ts';
import { look } from './looked.ts';

/** Entry of the second thread that examines: it is told a share, and answers what each checker said of it. */
const port = parentPort;
if (port === null) throw new Error('examiner-thread.ts is the entry of a worker thread');

port.on('message', ({ checkers: wanted, deal, share, circumstances }: ExaminerTask) => {
  const theirs = wanted.map((id) => {
    const checker = checkers.find((each) => each.id === id);
    if (checker === undefined) throw new TypeError(`there is no checker ${id}`);
    return checker;
  });
  port.postMessage(look(theirs, { deal, share }, circumstances));
});
