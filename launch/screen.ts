/** What of the environment tells whether somebody can see a window. */
export interface ScreenEnvironment {
  readonly [name: string]: string | undefined;
}

/** Whether a window can be shown to whoever started this process. LATCHKEY_NO_WINDOW=1 says no. */
export function hasScreen(platform: NodeJS.Platform, env: ScreenEnvironment): boolean {
  if (env['LATCHKEY_NO_WINDOW'] === '1') return false;
  if (platform === 'linux' || platform.endsWith('bsd')) {
    return isSet(env['WAYLAND_DISPLAY']) || isSet(env['DISPLAY']);
  }
  // From afar a window would open in front of whoever sits there.
  if (isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY'])) return false;
  // Windows runs its services in a session of their own, which nobody sees.
  return platform !== 'win32' || env['SESSIONNAME'] !== 'Services';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
