import { errnoOf, ifThere } from './folder-failure.ts';
import { BucketError } from './errors.ts';
import { FolderClaim } from './folder-claim.ts';
import type { StagedFile } from './folder-stage.ts';
import type { FolderSystem } from './folder-system.ts';

/** What `link` says where the file system has no hard links (FAT, exFAT, many network folders), or no more of them. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

interface Creation {
  readonly key: string;
  readonly staged: StagedFile;
  readonly target: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Moves a staged file to where nothing is; of many at once one succeeds. A hard link does it in one step; where there
 * are none, a claim keeps others away meanwhile (folder-claim.ts says what that leaves open).
 * @throws an errno, EEXIST where something is already; BucketError; the signal's reason
 */
export async function createFile(system: FolderSystem, stage: string, creation: Creation): Promise<void> {
  try {
    await system.link(creation.staged.path, creation.target);
  } catch (error) {
    if (!NO_LINKS.includes(errnoOf(error))) throw error;
    await createClaimed(system, stage, creation);
    return;
  }
  // Left where this fails, the second name is swept with other old staged files.
  await system.unlink(creation.staged.path).catch(() => undefined);
}

async function createClaimed(system: FolderSystem, stage: string, creation: Creation): Promise<void> {
  const { staged, target } = creation;
  const claim = new FolderClaim(system, stage, creation.key);
  const begun = performance.now();
  await refuseExisting(system, target);
  // The staged file has just been written, so its time is the file system's clock, whatever clock this computer has.
  while (!(await claim.take(staged.modified.getTime() + (performance.now() - begun)))) {
    await claim.wait(creation.signal);
    await refuseExisting(system, target);
  }
  try {
    await refuseExisting(system, target);
    if (!(await claim.isHeld())) throw new BucketError('unreachable', 'The folder was too slow to keep a claim.');
    await system.rename(staged.path, target);
  } finally {
    await claim.release();
  }
}

async function refuseExisting(system: FolderSystem, target: string): Promise<void> {
  if ((await ifThere(system.lstat(target))) !== undefined) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
}
