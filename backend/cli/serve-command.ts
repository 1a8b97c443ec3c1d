import type { Terminal } from './terminal.ts';
export async function serve(
  _terminal: Terminal,
  _options: { host: string; port: number; json?: true },
): Promise<void> {}
