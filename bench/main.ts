import { main } from '../cli/main.ts';
import { benchProgram } from './program.ts';

await main(process.argv.slice(2), benchProgram);
