import { parentPort } from 'node:worker_threads';
import { open, seal, WorkError, type OpenTask, type SealTask } from './seal-work.ts';

/** What runs in each thread of the pool: one task at a time, its memory handed back with the answer. */
parentPort?.on('message', (task: SealTask | OpenTask) => {
  try {
    if (task.kind === 'seal') {
      const answer = seal({ ...task, file: asBuffers(task.file) });
      const { stored, plain } = answer;
      parentPort?.postMessage({ answer }, plain === undefined ? [stored] : [stored, plain]);
    } else {
      const answer = open(task);
      parentPort?.postMessage({ answer }, [answer.bytes]);
    }
  } catch (error) {
    if (!(error instanceof WorkError)) throw error;
    parentPort?.postMessage({ fault: error.fault }, []);
  }
});

/** A Buffer arrives as a plain Uint8Array. */
function asBuffers(file: SealTask['file']): SealTask['file'] {
  return { ...file, header: { ...file.header, salt: Buffer.from(file.header.salt) } };
}
