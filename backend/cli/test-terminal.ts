import { spawn } from 'node:child_process';
import { type Answer, ended, MAIN, type TestCli } from './test-cli.ts';

/** Whether a terminal can be made here: util-linux's `script` does it; macOS has another one, Windows none. */
export const hasScript = await ended(spawn('script', ['--version'])).then(
  ({ stdout }) => stdout.includes('util-linux'),
  () => false,
);

/** For tests: a command in a terminal of its own. Each answer is typed once its prompt has come; `untyped` counts the others. */
export async function inTerminal(
  cli: TestCli,
  args: string[],
  typed: [prompt: string, text: string][],
  env: NodeJS.ProcessEnv,
): Promise<Answer & { untyped: number }> {
  const command = `stty cols 100 rows 30; exec "${process.execPath}" "${MAIN}" ${args.join(' ')}`;
  const child = cli.start([], { program: ['script', '-qec', command, '/dev/null'], env: { ...env, TERM: 'xterm' } });
  let [seen, from] = ['', 0];
  child.stdout!.on('data', (chunk: Buffer) => {
    seen += chunk.toString('utf8');
    for (let next = typed[0]; next !== undefined && seen.includes(next[0], from); next = typed[0]) {
      from = seen.indexOf(next[0], from) + next[0].length;
      typed.shift();
      child.stdin!.write(next[1]);
    }
  });
  const answer = await ended(child);
  return { ...answer, untyped: typed.length };
}
