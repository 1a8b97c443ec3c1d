import type { SecretKeeper } from '../backend/state/sealed-access.ts';
import type { FromBackend } from './backend-messages.ts';

/** The backend's side of the keyring: asks the shell over its channel and waits for the answer. */
export class SecretChannel implements SecretKeeper {
  readonly #send: (message: FromBackend) => void;
  readonly #waiting = new Map<number, (text: string | undefined) => void>();
  #next = 0;

  constructor(send: (message: FromBackend) => void) {
    this.#send = send;
  }

  seal(text: string): Promise<string | undefined> {
    return this.#ask('seal', text);
  }

  open(text: string): Promise<string | undefined> {
    return this.#ask('open', text);
  }

  hear({ id, text }: { readonly id: number; readonly text: string | null }): void {
    this.#waiting.get(id)?.(text ?? undefined);
    this.#waiting.delete(id);
  }

  #ask(act: 'seal' | 'open', text: string): Promise<string | undefined> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ kind: 'secret', id, act, text });
    });
  }
}
