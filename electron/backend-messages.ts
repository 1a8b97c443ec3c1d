/** What the shell tells its backend once, at its start. */
export interface BackendOrder {
  readonly home: string;
  /** What relative paths count from. */
  readonly folder: string;
  /** The window's files. */
  readonly renderer: string;
}

/** What the backend answers when it listens. Secrets pass here and nowhere else: no argument, no environment, no log. */
export interface BackendReady {
  readonly url: string;
  /** SHA-256 of its certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  /** For the local token, valid once. */
  readonly code: string;
}

export const STOP = 'stop';

export function parseOrder(data: unknown): BackendOrder | undefined {
  const { home, folder, renderer } = (data ?? {}) as Record<string, unknown>;
  const isWhole = [home, folder, renderer].every((value) => typeof value === 'string' && value !== '');
  return isWhole ? ({ home, folder, renderer } as BackendOrder) : undefined;
}

export function parseReady(data: unknown): BackendReady | undefined {
  const { url, fingerprint, code } = (data ?? {}) as Record<string, unknown>;
  if (typeof url !== 'string' || !/^https:\/\/127\.0\.0\.1:\d+$/.test(url)) return undefined;
  if (typeof fingerprint !== 'string' || !/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)) return undefined;
  return typeof code === 'string' && code !== '' ? { url, fingerprint, code } : undefined;
}
