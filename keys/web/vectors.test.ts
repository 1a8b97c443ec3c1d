import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SEAL_ERRORS as ALL_SEAL_ERRORS } from '../errors.ts';
import { expectVerdict, sha256, vector, WAYS, type SealedVectors } from '../test-vectors.ts';
import { fromBase64, fromHex, toHex, type Bytes } from './bytes.ts';
import { SEAL_ERRORS, SealError } from './errors.ts';
import { linkKeys, openLinkBox, parseLinkSecret, type LinkTerms } from './link.ts';
import { Opener, opening, type OpeningKey } from './opener.ts';
import { derivePassword, parseKdf } from './password.ts';

const vectors = JSON.parse(vector('vectors.json').toString()) as SealedVectors;

function openKeyFile(name: string): OpeningKey {
  const { id, key, iv } = JSON.parse(vector(name).toString()) as Record<'id' | 'key' | 'iv', string>;
  return { id, key: fromBase64(key)!, iv: fromBase64(iv)! };
}

/** Opens in pieces and returns the verdict and all that was given out before it. */
async function open(key: OpeningKey, sealed: Bytes, pieces: Iterable<number>, fileId?: string) {
  const opener = new Opener(key, { fileId });
  const released: Bytes[] = [];
  let verdict = 'ok';
  try {
    let at = 0;
    for (const length of pieces) {
      const opened = opener.push(sealed.subarray(at, at + length));
      if (opened !== undefined) released.push(...(await opened).map(({ plain }) => plain));
      at += length;
      if (at >= sealed.length) break;
    }
    released.push(...(await opener.finish()).map(({ plain }) => plain));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    verdict = error.code;
  }
  return { verdict, plain: Buffer.concat(released) };
}

describe.each(WAYS)('sealed files of other programs, %s (format 2)', (_, pieces) => {
  test.each(vectors.files)('$name: $expect', async (file) => {
    const sealed = new Uint8Array(vector(file.file));
    const { verdict, plain } = await open(openKeyFile(file.keyFile), sealed, pieces(sealed.length), file.fileId);
    expectVerdict(file, verdict, plain);
  });
});

test.each(vectors.objectKeys)('the object key alone opens $file through a stream (format 2.3)', async (file) => {
  const whole = vectors.files.find((candidate) => candidate.file === file.file)!;
  const sealed = new Uint8Array(vector(file.file));
  const stream = new Blob([sealed]).stream().pipeThrough(opening(new Opener({ objectKey: fromHex(file.objectKey) })));
  const plain: Bytes[] = [];
  for await (const segment of stream) plain.push(segment.plain);
  expect(sha256(Buffer.concat(plain))).toBe(whole.sha256);
});

test('an object key of another file opens nothing (format 2.4)', async () => {
  const { objectKey } = vectors.objectKeys[0]!;
  const sealed = new Uint8Array(vector('three-segments.sealed'));
  const { verdict, plain } = await open({ objectKey: fromHex(objectKey) }, sealed, [sealed.length]);
  expect([verdict, plain.length]).toEqual(['tampered', 0]);
});

test('refusals have the words of keys/', () => {
  expect(ALL_SEAL_ERRORS).toEqual(expect.arrayContaining([...SEAL_ERRORS]));
});

interface LinkVector extends LinkTerms {
  secret: string;
  password: string | null;
  proof: string;
  kdf: unknown;
  box: string;
  opensTo: { files: { objectKey: string; key: string; record: Record<string, unknown> }[] };
}

const people = JSON.parse(readFileSync(new URL('../vectors/people.json', import.meta.url), 'utf8')) as {
  links: LinkVector[];
};

describe.each(people.links)('the link $linkId of another program (format 5.4)', (link) => {
  const refusal = link.password === null ? 'tampered' : 'wrong-password';
  const keysOf = (password: string | null) =>
    linkKeys(
      parseLinkSecret(link.secret)!,
      password === null ? undefined : derivePassword(password, parseKdf(link.kdf, 'name')),
    );

  test('has its proof and opens to its files', async () => {
    const { proof, boxKey } = await keysOf(link.password);
    expect(toHex(proof)).toBe(link.proof);
    const { files, sender } = await openLinkBox(boxKey, link, fromBase64(link.box)!, refusal);
    expect(sender).toBeUndefined();
    const [expected] = link.opensTo.files;
    expect(files).toEqual([
      {
        objectKey: fromBase64(expected!.objectKey),
        key: expected!.key,
        fileId: '0b66d86e4690083c4f09c0172f01acbe',
        record: {
          path: expected!.record['p'],
          size: expected!.record['s'],
          keyId: expected!.record['k'],
          mediaType: undefined,
          digest: expected!.record['h'],
        },
      },
    ]);
  });

  test('opens under no other terms and no other password', async () => {
    const { boxKey } = await keysOf(link.password);
    const box = fromBase64(link.box)!;
    for (const terms of [
      { ...link, expiry: link.expiry + 1 },
      { ...link, downloads: link.downloads + 1 },
      { ...link, vaultId: link.linkId },
      { ...link, linkId: link.vaultId },
    ]) {
      await expect(openLinkBox(boxKey, terms, box, refusal)).rejects.toMatchObject({ code: refusal });
    }
    const other = await keysOf(link.password === null ? null : `${link.password} `);
    const wrong = link.password === null ? fromHex('00'.repeat(32)) : other.boxKey;
    await expect(openLinkBox(wrong, link, box, refusal)).rejects.toMatchObject({ code: refusal });
  });
});
