import type { ElectronParts } from './parts.ts';
import { WORDS } from './words.ts';

type Dialog = Pick<ElectronParts['dialog'], 'showMessageBox'>;

/** The safe answer is the first, the one that Enter and Esc give. */
const SAFE = 0;

/** Whether the user wants to leave while files are on their way. */
export async function asksToLeave(dialog: Dialog): Promise<boolean> {
  const { message, detail, stay, leave } = WORDS.quit;
  return ask(dialog, message, detail, [stay, leave]);
}

/** Whether a `latchkey:` link may bring the window to the front. */
export async function asksToShow(dialog: Dialog): Promise<boolean> {
  const { message, detail, cancel, open } = WORDS.link;
  return ask(dialog, message, detail, [cancel, open]);
}

/** Whether a newer version is to be fetched. */
export async function asksToFetch(dialog: Dialog, version: string): Promise<boolean> {
  const { offer, offered, later, fetch } = WORDS.updates;
  return ask(dialog, offer(version), offered, [later, fetch]);
}

/** Whether Latchkey may restart into a version that was fetched. */
export async function asksToRestart(dialog: Dialog, version: string): Promise<boolean> {
  const { ready, restarts, atQuit, restart } = WORDS.updates;
  return ask(dialog, ready(version), restarts, [atQuit, restart]);
}

/** Says something that wants no answer. */
export async function tells(dialog: Dialog, message: string, detail = ''): Promise<void> {
  await dialog.showMessageBox({ type: 'info', message, detail, buttons: [WORDS.updates.understood] });
}

async function ask(dialog: Dialog, message: string, detail: string, buttons: string[]): Promise<boolean> {
  const options = { type: 'question', message, detail, buttons, defaultId: SAFE, cancelId: SAFE } as const;
  return (await dialog.showMessageBox(options)).response !== SAFE;
}
