import { InvalidArgumentError, Option } from 'commander';
import { MAX_EXPONENT, MIN_EXPONENT, type Suite } from '../../keys/header.ts';
import { SUITES } from '../transfers/seal-settings.ts';

/** How a file is to be sealed, as far as a command's options say it. */
export interface SealingOptions {
  readonly suite?: Suite;
  /** 2^segment bytes. */
  readonly segment?: number;
}

export function suiteOption(does = 'cbc or cfb; else as set with "latchkey settings"'): Option {
  const parse = (text: string): Suite => {
    if (text === 'cbc' || text === 'cfb') return SUITES[text];
    throw new InvalidArgumentError('It is cbc or cfb.');
  };
  return new Option('--suite <suite>', does).argParser(parse);
}

export function segmentOption(does = 'a segment holds 2^e bytes; else as set with "latchkey settings"'): Option {
  return new Option('--segment <e>', does).argParser((text) => wholeNumber(text, MIN_EXPONENT, MAX_EXPONENT));
}

/** @throws InvalidArgumentError */
export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
}
