import { ApiError, NO_ANSWER } from '../api.ts';
import type { Answer, Ask } from '../key-worker/messages.ts';

/** Reads a key file in a worker, which holds up no window meanwhile, and takes its memory with it. Loaded when the first key is pointed at. */
export async function readInWorker(ask: Ask): Promise<Answer> {
  const worker = new Worker(new URL('../key-worker/key-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data), { once: true });
      worker.addEventListener('error', () => reject(new ApiError(NO_ANSWER, 'What reads key files did not come.', 0)), {
        once: true,
      });
      worker.postMessage(ask, [ask.file.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
