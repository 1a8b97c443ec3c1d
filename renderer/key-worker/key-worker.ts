import type { Ask } from './messages.ts';
import { readKey } from './read-key.ts';

self.addEventListener('message', (event: MessageEvent<Ask>) => {
  void readKey(event.data).then((answer) => self.postMessage(answer, {}));
});
