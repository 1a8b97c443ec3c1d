import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { peakOf, run } from './measure.ts';
import type { Scene } from './scene.ts';

const COMMAND = new URL('../dist/terminal/latchkey.js', import.meta.url).pathname;

/** A Latchkey that answers over HTTPS, logged in. */
export class LoggedIn {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #token: string;
  readonly #scene: Scene;

  private constructor(child: ChildProcess, url: string, token: string, scene: Scene) {
    this.#child = child;
    this.#url = url;
    this.#token = token;
    this.#scene = scene;
  }

  static async start(scene: Scene): Promise<LoggedIn> {
    const { env } = scene;
    const child = spawn(process.execPath, [COMMAND, 'serve', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const login = { username: 'ana', password: env['LATCHKEY_PASSWORD'] };
    const answer = await run('curl', ['-sSk', '--fail-with-body', ...json(login), `${url}/user/login`], env);
    return new LoggedIn(child, url, (JSON.parse(answer.output) as { token: string }).token, scene);
  }

  /** @returns seconds from asking to the whole answer */
  async call(path: string, body?: object): Promise<{ seconds: number; output: string }> {
    const auth = ['-H', `Authorization: Bearer ${this.#token}`];
    const more = body === undefined ? [] : json(body);
    return run('curl', ['-sSk', '--fail-with-body', ...auth, ...more, `${this.#url}${path}`], this.#scene.env);
  }

  /** Forgets the peak so far (Linux, proc(5): clear_refs). */
  resetPeak(): void {
    writeFileSync(`/proc/${this.#child.pid}/clear_refs`, '5');
  }

  /** MiB since the last reset. */
  get peak(): number {
    return peakOf(this.#child.pid);
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'close');
  }
}

function json(body: object): string[] {
  return ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
}
