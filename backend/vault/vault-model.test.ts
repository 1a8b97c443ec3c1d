import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountVault } from './account-vault.ts';
import type { CatalogState } from './catalog.ts';
import { VaultError, type VaultErrorCode } from './errors.ts';
import { longPath, path, testVault, type Contents, type TestVault } from './test-vault.ts';

interface ModelFile {
  readonly id: string;
  readonly text: string;
  path: string;
  state: CatalogState;
}

type Step =
  | { readonly kind: 'put' | 'trash' | 'restore' | 'delete'; readonly path: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string };

/** The rules of format 3.8 on a plain list. A refusal changes nothing. */
class Model {
  files: ModelFile[] = [];

  contents(state: CatalogState): Contents {
    const files = this.files.filter((file) => file.state === state).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const byPath = Object.entries(Object.groupBy(files, (file) => file.path));
    return Object.fromEntries(byPath.map(([name, versions]) => [name, versions!.map(({ text }) => text)]));
  }

  /** What a step is refused with; where it is not, the files it acts on. */
  judge(step: Step): VaultErrorCode | ModelFile[] {
    if (step.kind === 'put') return this.#isFolder(step.path) || this.#isBelowFile(step.path) ? 'exists' : [];
    const live = this.#select(step.path, 'live');
    const chosen =
      step.kind === 'restore' || (step.kind === 'delete' && live.length === 0)
        ? this.#select(step.path, 'trash')
        : live;
    if (chosen.length === 0) return 'not-found';
    if (step.kind === 'restore') {
      const targets = chosen.map((file) => file.path);
      const clash = targets.some((a) => this.#isTaken(a) || targets.some((b) => b.startsWith(`${a}/`)));
      if (clash) return 'exists';
    }
    if (step.kind === 'move' && step.to !== step.path) {
      if (step.to.startsWith(`${step.path}/`)) return 'invalid-path';
      if (this.#isTaken(step.to)) return 'exists';
    }
    return chosen;
  }

  apply(step: Exclude<Step, { kind: 'put' }>, chosen: readonly ModelFile[]): void {
    for (const file of chosen) {
      if (step.kind === 'trash') file.state = 'trash';
      if (step.kind === 'restore') file.state = 'live';
      if (step.kind === 'move') file.path = step.to + file.path.slice(step.path.length);
    }
    if (step.kind === 'delete') this.files = this.files.filter((file) => !chosen.includes(file));
  }

  #live(): ModelFile[] {
    return this.files.filter(({ state }) => state === 'live');
  }

  #select(name: string, state: CatalogState): ModelFile[] {
    const of = this.files.filter((file) => file.state === state);
    const versions = of.filter((file) => file.path === name);
    return versions.length > 0 ? versions : of.filter((file) => file.path.startsWith(`${name}/`));
  }

  #isFolder(name: string): boolean {
    return this.#live().some((file) => file.path.startsWith(`${name}/`));
  }

  #isBelowFile(name: string): boolean {
    return this.#live().some((file) => name.startsWith(`${file.path}/`));
  }

  #isTaken(name: string): boolean {
    return this.#isFolder(name) || this.#isBelowFile(name) || this.#live().some((file) => file.path === name);
  }
}

const anyPath = fc.constantFrom(
  'a',
  'b',
  'a/x',
  'a/y',
  'b/x',
  'a/x/z',
  'c/a/x',
  'c',
  longPath('a'),
  `${longPath('a')}/b`,
  'é',
);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), path: anyPath }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), path: anyPath, to: anyPath }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('trash' as const, 'restore' as const, 'delete' as const),
      path: anyPath,
    }),
  },
);

async function act(vault: TestVault, computer: AccountVault, step: Step, text: string): Promise<string | undefined> {
  const { changes } = computer;
  if (step.kind === 'put') return vault.put(computer, step.path, text);
  if (step.kind === 'move') await changes.move(path(step.path), path(step.to));
  if (step.kind === 'trash') await changes.trash(path(step.path));
  if (step.kind === 'restore') await changes.restore(path(step.path));
  if (step.kind === 'delete') await changes.deleteForGood(path(step.path));
  return undefined;
}

async function visible(vault: TestVault, computer: AccountVault) {
  expect(computer.catalog.damage()).toEqual([]);
  return { live: await vault.contents(computer, 'live'), trash: await vault.contents(computer, 'trash') };
}

/** One run in which every step succeeds once and is refused once. */
const everyKind = (
  [
    ['trash', 'a'],
    ['put', 'a/x'],
    ['put', 'a'],
    ['put', 'b'],
    ['move', 'b', 'a'],
    ['move', 'a', 'c/a'],
    ['move', 'c', 'c/a/x'],
    ['trash', 'c'],
    ['put', 'c'],
    ['restore', 'c'],
    ['restore', 'b'],
    ['move', 'a', 'b/x'],
    ['delete', 'é'],
    ['delete', 'c'],
    ['restore', 'c'],
    ['delete', 'c'],
    ['put', longPath('a')],
  ] as const
).map(([kind, name, to], index) => ({
  step: (to === undefined ? { kind, path: name } : { kind, path: name, to }) as Step,
  by: index % 2,
  full: false,
}));

test('whatever two computers do in turn, both and a third see what a plain list of files would (format 3.8)', async () => {
  const seenKinds = new Set<string>();
  const turn = fc.record({ step: anyStep, by: fc.nat(1), full: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 5, maxLength: 30 }), async (turns) => {
      const vault = await testVault();
      const computers = [await vault.computer(), await vault.computer()];
      const model = new Model();
      for (const [index, { step, by, full }] of turns.entries()) {
        const computer = computers[by]!;
        await computer.catalog.refresh({ full });
        const verdict = model.judge(step);
        let code: string | undefined;
        let id: string | undefined;
        try {
          id = await act(vault, computer, step, `text ${index}`);
        } catch (error) {
          if (!(error instanceof VaultError)) throw error;
          code = error.code;
        }
        seenKinds.add(`${step.kind} ${code ?? 'done'}`);
        expect(code).toBe(typeof verdict === 'string' ? verdict : undefined);
        if (typeof verdict !== 'string') {
          if (step.kind === 'put') model.files.push({ id: id!, text: `text ${index}`, path: step.path, state: 'live' });
          else model.apply(step, verdict);
        }
        expect(await visible(vault, computer)).toEqual({
          live: model.contents('live'),
          trash: model.contents('trash'),
        });
      }
      for (const computer of [...computers, await vault.computer()]) {
        await computer.catalog.refresh();
        expect(await visible(vault, computer)).toEqual({
          live: model.contents('live'),
          trash: model.contents('trash'),
        });
      }
    }),
    { numRuns: 60, examples: [[everyKind]] },
  );
  const done = ['put', 'move', 'trash', 'restore', 'delete'].map((kind) => `${kind} done`);
  const refused = [
    'put exists',
    'move exists',
    'restore exists',
    'restore not-found',
    'move not-found',
    'move invalid-path',
    'trash not-found',
    'delete not-found',
  ];
  for (const outcome of [...done, ...refused]) expect(seenKinds).toContain(outcome);
});
