import { spawnSync } from 'node:child_process';

/** Debian's package installs for the system's own interpreter; another one may come first in the PATH. */
const PYTHON = '/usr/bin/python3';
const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('pycryptodome');

/** Why no files can be made with it here, or undefined. Where LATCHKEY_REQUIRE names it the tests run, and fail, all the same. */
export const noPycryptodome: string | undefined =
  isRequired || spawnSync(PYTHON, ['-c', 'import Cryptodome'], { stdio: 'ignore' }).status === 0
    ? undefined
    : 'needs apt-get install --no-install-recommends python3-pycryptodome';

/** An old file made by PyCryptodome, which the old programs used. All bytes are hex. */
export interface OldFileTask {
  readonly program: 'user-manager' | 'flask-encryptor';
  /** Of the "User Manager". */
  readonly key?: string;
  readonly iv: string;
  /** Of the "Flask-Encryptor". */
  readonly token?: string;
  readonly globalKey?: string;
  readonly name?: string;
  readonly plain: string;
}

const SCRIPT = `
import json, struct, sys
from hashlib import sha256
from Cryptodome.Cipher import AES
from Cryptodome.Util.Padding import pad
made = []
for task in json.load(sys.stdin):
    plain, iv = bytes.fromhex(task["plain"]), bytes.fromhex(task["iv"])
    if task["program"] == "user-manager":
        cipher = AES.new(bytes.fromhex(task["key"]), AES.MODE_CBC, iv)
        made.append({"stored": cipher.encrypt(pad(plain, AES.block_size)).hex(), "name": ""})
        continue
    cipher = AES.new(sha256(task["token"].encode()).digest(), AES.MODE_CBC, iv)
    fill = b" " * (-len(plain) % AES.block_size)
    names = AES.new(sha256(task["globalKey"].encode()).digest(), AES.MODE_CFB, iv)
    stored = struct.pack("<Q", len(plain)) + iv + cipher.encrypt(plain + fill)
    made.append({"stored": stored.hex(), "name": (iv + names.encrypt(task["name"].encode())).hex()})
json.dump(made, sys.stdout)
`;

/** For tests: makes all of them at once. @returns the stored file, and the sealed real name where the program has one */
export function makeOldFiles(tasks: readonly OldFileTask[]): { readonly stored: Buffer; readonly name: Buffer }[] {
  const { stdout, status, stderr } = spawnSync(PYTHON, ['-c', SCRIPT], {
    input: JSON.stringify(tasks),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`PyCryptodome failed: ${String(stderr)}`);
  const made = JSON.parse(stdout.toString('utf8')) as { stored: string; name: string }[];
  return made.map(({ stored, name }) => ({ stored: Buffer.from(stored, 'hex'), name: Buffer.from(name, 'hex') }));
}
