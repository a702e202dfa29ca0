import { PassThrough } from 'node:stream';
import { Terminal } from '../terminal/terminal.ts';

/** A terminal, without colours, whose results are kept in memory. */
export function memoryTerminal(): { terminal: Terminal; lines: () => string[] } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = new Terminal({
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env: { NO_COLOR: '1' },
    json: false,
    quiet: false,
  });
  let text = '';
  return {
    terminal,
    lines() {
      text += String(stdout.read() ?? '');
      return text.split('\n');
    },
  };
}
