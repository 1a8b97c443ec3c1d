import { large } from './large.ts';
import { listing } from './listing.ts';
import { printTable, type Ratio } from './measure.ts';
import { memory } from './memory.ts';
import { scan } from './scan.ts';
import { sealing } from './sealing.ts';
import { small } from './small.ts';

// `npm run bench -- NAME`: ratios measured side by side against peers in the same run, as a table. Linux, with Ceph's packages, rclone and
// openssl; the terminal command must have been built (`npm run build`).
const BENCHES: Readonly<Record<string, () => Promise<Ratio[]>>> = { sealing, large, small, listing, memory, scan };

const names = process.argv.slice(2);
const wanted = names.length === 0 || names.includes('all') ? Object.keys(BENCHES) : names;
const unknown = wanted.find((name) => BENCHES[name] === undefined);
if (unknown !== undefined) {
  process.stderr.write(`There is no "${unknown}"; give ${Object.keys(BENCHES).join(', ')} or all.\n`);
  process.exit(2);
}
const ratios: Ratio[] = [];
for (const name of wanted) {
  process.stderr.write(`${name}\n`);
  ratios.push(...(await BENCHES[name]!()));
}
printTable(ratios);
