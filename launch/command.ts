import { spawn } from 'node:child_process';

/** Runs a program to its end. @returns its exit code, and what it wrote to stderr */
export type Command = (program: string, args: readonly string[]) => Promise<{ code: number; stderr: string }>;

/** Enough to tell what went wrong. */
const MAX_STDERR = 16 * 1024;

export function commandRunner(folder: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Command {
  return (program, args) =>
    new Promise((resolve) => {
      const child = spawn(program, args, {
        cwd: folder,
        env: environment,
        signal,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(-MAX_STDERR)));
      child.once('error', (error) => resolve({ code: 1, stderr: error.message }));
      child.once('close', (code) => resolve({ code: code ?? 1, stderr }));
    });
}
