import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { KeyMemory } from './data/key-memory.ts';
import { readInWorker } from './data/key-reader.ts';
import { newQueryClient, QUERY } from './data/queries.ts';
import { type Services, ServicesContext } from './data/services.tsx';
import { TransferStore } from './data/transfer-store.ts';
import { hostOf } from './host.ts';
import { Toasts, ToastQueue } from './parts/toast.tsx';
import { enter } from './shell/entry.ts';
import { FailedView } from './shell/failed-view.tsx';
import { ToastContext } from './shell/toasts.ts';
import { startWords } from './words/words.ts';
import i18next from 'i18next';

async function start(): Promise<void> {
  await enter();
  await startWords();
  const client = newQueryClient();
  const toasts = new ToastQueue();
  const services: Services = {
    host: hostOf(window),
    transfers: new TransferStore(),
    keyMemory: new KeyMemory(readInWorker),
    now: () => new Date(),
  };
  // A new address pasted into this window changes the hash and nothing else.
  window.addEventListener('hashchange', () => {
    void enter().then(() => client.invalidateQueries({ queryKey: QUERY.state }));
  });
  createRoot(document.querySelector('#root')!).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ServicesContext value={services}>
          <ToastContext value={toasts}>
            <FailedView onTry={() => window.location.reload()}>
              <App />
            </FailedView>
            <Toasts queue={toasts} label={i18next.t('messages')} />
          </ToastContext>
        </ServicesContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
