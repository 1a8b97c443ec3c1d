import { Desk } from './desk.ts';
import type { Answer, Ask } from './messages.ts';

const desk = new Desk((answer: Answer) => self.postMessage(answer, {}));

self.addEventListener('message', (event: MessageEvent<Ask>) => {
  void desk.take(event.data);
});
