import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { judge } from '../../reports/verdict/judge.ts';

/** What a process of its own used for one job; it says so as one line of JSON. */
export interface Used {
  wallSeconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  /** The verdict, or how many lines there were. */
  result: string;
}

const jobs: Record<string, (dir: string) => Promise<string>> = {
  judge: async (dir) => (await judge(dir)).verdict,
  parse: async (dir) => {
    let lines = 0;
    const input = createReadStream(runFiles(dir).history);
    for await (const line of createInterface({ input })) if (JSON.parse(line) !== null) lines++;
    return String(lines);
  },
};

const [, , name = '', dir = ''] = process.argv;
const job = jobs[name];
if (job === undefined) throw new Error(`«${name}» is none of ${Object.keys(jobs).join(', ')}`);
const from = performance.now();
const before = process.cpuUsage();
const result = await job(dir);
const { user, system } = process.cpuUsage(before);
const used: Used = {
  wallSeconds: (performance.now() - from) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  result,
};
process.stdout.write(`${JSON.stringify(used)}\n`);
