import { isCardNumber } from './card-number.ts';
import { looksDrawn } from './entropy.ts';
import type { FindingKind } from './finding.ts';
import { isIban } from './iban.ts';

/** Where in a text something stands, and what. */
export interface Match {
  readonly kind: FindingKind;
  readonly start: number;
  readonly end: number;
  readonly service?: string;
  /** Shown as it is: no secret. Else the masked match is. */
  readonly label?: string;
}

/** Each repeats a bounded number of times, so that no text makes it slow. */
interface Rule {
  readonly kind: FindingKind;
  readonly pattern: RegExp;
  readonly service?: string;
  /** Of the group `secret`, or of the whole match. */
  readonly isIt?: (secret: string) => boolean;
}

const RULES: readonly Rule[] = [
  { kind: 'service-token', service: 'Stripe', pattern: /\b[sr]k_live_[A-Za-z0-9]{16,128}\b/g },
  { kind: 'service-token', service: 'Google', pattern: /\bAIza[\w-]{35}(?![\w-])/g, isIt: looksDrawn },
  { kind: 'service-token', service: 'Telegram', pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  { kind: 'service-token', service: 'Latchkey', pattern: /\blatchkey_[0-9a-f]{16}_[\w-]{43}(?![\w-])/g },
  { kind: 'private-key', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/g },
  {
    kind: 'bank-account',
    pattern: /(?<![\w+/=-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w+/=-])/g,
    isIt: isIban,
  },
  // After account numbers, whose digits may happen to look like a card's.
  { kind: 'payment-card', pattern: /(?<![\w.,+/=-])\d(?:[ -]?\d){13,15}(?![\w+/=-]|[.,]\d)/g, isIt: isCardNumber },
  {
    kind: 'password',
    pattern:
      /(?:passw(?:or)?d|passphrase|\bpwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key)["']?[ \t]{0,4}(?::|=>?|:=)[ \t]{0,4}(?:"(?<double>[^\s"]{8,200})"|'(?<single>[^\s']{8,200})'|(?<bare>[\w+/=!@#$%^&*.~-]{8,200})(?=[ \t]{0,4}(?:\r?\n|$)))/gi,
    isIt: looksDrawn,
  },
];

/** A private key in PEM or OpenPGP's armour, also inside a JSON string. */
const ARMOUR = /-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?)-----/g;
/** What follows the head of a key, within these many characters. */
const BODY_WITHIN = 600;
const BODY = /[A-Za-z0-9+/=]{40}/;

/** What this program looks for by itself, in the order of the rules: the more certain come first. */
export function matchOwn(text: string): Match[] {
  return [...privateKeys(text), ...RULES.flatMap((rule) => matchesOf(rule, text))];
}

function privateKeys(text: string): Match[] {
  return [...text.matchAll(ARMOUR)].flatMap((found) => {
    const [head, label = ''] = found;
    const after = found.index + head.length;
    if (!BODY.test(text.slice(after, after + BODY_WITHIN))) return [];
    return [{ kind: 'private-key' as const, start: found.index, end: after, label }];
  });
}

function matchesOf({ kind, pattern, service, isIt }: Rule, text: string): Match[] {
  return [...text.matchAll(pattern)].flatMap((found) => {
    const { double, single, bare } = found.groups ?? {};
    const [whole] = found;
    const secret = double ?? single ?? bare ?? whole;
    if (isIt?.(secret) === false) return [];
    const start = found.index + whole.lastIndexOf(secret);
    return [{ kind, start, end: start + secret.length, ...(service !== undefined && { service }) }];
  });
}
