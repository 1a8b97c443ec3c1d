import i18next from 'i18next';
import type { LinkState } from '../../backend/contract/link-page.ts';
import { longMomentOf } from '../words/measure.ts';
import { button, element } from './element.ts';
import type { Scene } from './frame.ts';
import type { FaultCode } from './messages.ts';

/** Why there is nothing to press: what happened, what is safe, what to do. */
export type EndCode =
  | 'used'
  | 'expired'
  | 'gone'
  | 'incomplete'
  | 'tampered'
  | 'unsupported'
  | 'no-place'
  | 'elsewhere'
  | 'over'
  | 'unreachable'
  | 'unexpected';

/** After these the address opens nothing any more. */
export const FINAL_ENDS: readonly EndCode[] = ['used', 'expired', 'gone', 'over'];

/** How a refusal before the download ends. */
export function endOf(code: FaultCode): EndCode {
  switch (code) {
    case 'link-gone':
      return 'gone';
    case 'link-used':
      return 'used';
    case 'link-expired':
      return 'expired';
    case 'no-claim':
      return 'over';
    case 'wrong-proof':
    case 'tampered':
      return 'tampered';
    case 'unsupported':
    case 'unreachable':
    case 'no-place':
      return code;
    default:
      return 'unexpected';
  }
}

/** @param state as far as it is known @param again loads the page once more */
export function endScene(code: EndCode, state: LinkState | undefined, again: () => void): Scene {
  const title = i18next.t(`link-page:end.${code}.title`);
  const text =
    code === 'used'
      ? i18next.t('link-page:end.used.text', { count: state?.downloads ?? 1 })
      : code === 'expired'
        ? i18next.t('link-page:end.expired.text', { moment: longMomentOf(new Date(state?.expiry ?? 0)) })
        : i18next.t(`link-page:end.${code}.text`);
  const action =
    code === 'unreachable' || code === 'unexpected'
      ? button(i18next.t(`link-page:end.${code}.button`), 'outlined', again)
      : undefined;
  return { title, body: [element('p', { class: 'lead' }, text), action && element('p', { class: 'actions' }, action)] };
}
