import { parentPort } from 'node:worker_threads';
import { RuleSet } from './rule-set.ts';
import { scanTarget, type ScanTarget } from './scan-work.ts';

const rules = new RuleSet();

/** What runs in the scanner's thread: targets one after another, a report for each as soon as there is one. */
parentPort?.on('message', (targets: readonly ScanTarget[]) => void scanAll(targets));

async function scanAll(targets: readonly ScanTarget[]): Promise<void> {
  for (const target of targets) parentPort?.postMessage(await scanTarget(target, rules), []);
}
