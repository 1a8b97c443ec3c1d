import { createContext, use } from 'react';
import type { Host } from '../host.ts';
import type { KeyMemory } from './key-memory.ts';
import type { TransferStore } from './transfer-store.ts';

/** What views are handed rather than import: tests hand them others. */
export interface Services {
  readonly host: Host;
  readonly transfers: TransferStore;
  readonly keyMemory: KeyMemory;
  readonly now: () => Date;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === undefined) throw new Error('a view stands outside the services');
  return services;
}
