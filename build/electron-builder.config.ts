import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'electron-builder';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program with the window on Linux: `latchkey` is the terminal command there. */
export const LINUX_PROGRAM = 'latchkey-window';

/** What differs between one packaging and another. */
export interface Packaging {
  /** What build/stage.ts laid out. */
  readonly stage: string;
  readonly output: string;
  /** Playwright drives a packaged Electron through its inspector; a release has none. */
  readonly isForTests: boolean;
  /** OWNER/NAME of the repository whose releases installed programs look into; without it they never look. */
  readonly repository: string | undefined;
  /** Signed by whoever makes releases. What nobody signed has no place to look for newer versions: nothing could check them. */
  readonly isSigned: boolean;
  /** rpm's own tools are there, without which there is no rpm. */
  readonly hasRpm: boolean;
  /** A folder with an unpacked Electron; without it electron-builder fetches the one of this version and checks its sum. */
  readonly electron: string | undefined;
}

const X64_AND_ARM64: ('x64' | 'arm64')[] = ['x64', 'arm64'];

/**
 * How a package is made. Who signs comes from the environment, as electron-builder reads it: CSC_LINK and CSC_KEY_PASSWORD, on
 * Windows WIN_CSC_LINK and WIN_CSC_KEY_PASSWORD; for the notary APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER. Without
 * them packages are built unsigned.
 */
export function packages({
  stage,
  output,
  isForTests,
  repository,
  isSigned,
  hasRpm,
  electron,
}: Packaging): Configuration {
  const [owner = '', repo = ''] = (repository ?? '').split('/');
  const releases = { provider: 'github' as const, owner, repo };
  const publish = repository === undefined || !isSigned ? null : [releases];
  return {
    appId: 'app.latchkey.desktop',
    productName: 'Latchkey',
    copyright: 'Latchkey contributors',
    electronDist: electron ?? null,
    // Everything is bundled: nothing is to be installed or compiled.
    npmRebuild: false,
    directories: { app: `${stage}/app`, output, buildResources: `${root}build/icons` },
    files: ['package.json', 'shell/*.{js,cjs}', 'renderer/**', '!node_modules/**', '!**/*.map'],
    extraResources: [{ from: `${stage}/command`, to: 'command' }],
    asar: true,
    compression: 'normal',
    electronLanguages: ['en-US'],
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: isForTests,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      // Where nothing signs, a changed program would not start on Apple's own processors.
      resetAdHocDarwinSignature: true,
    },
    fileAssociations: [
      {
        ext: 'key.json',
        name: 'Latchkey key file',
        description: 'Latchkey key file',
        mimeType: 'application/vnd.latchkey.key+json',
        role: 'Viewer',
      },
      {
        ext: 'sealed',
        name: 'Sealed file',
        description: 'File sealed by Latchkey',
        mimeType: 'application/vnd.latchkey.sealed',
        role: 'Viewer',
      },
    ],
    protocols: [{ name: 'Latchkey', schemes: ['latchkey'] }],
    publish,
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    mac: {
      target: [
        { target: 'dmg', arch: X64_AND_ARM64 },
        { target: 'zip', arch: X64_AND_ARM64 },
      ],
      category: 'public.app-category.utilities',
      icon: `${root}build/icons/icon.icns`,
      // Finder knows a file by what follows its last dot: so a key file can be opened with Latchkey there, and is not taken from others.
      fileAssociations: [{ ext: 'json', name: 'JSON', role: 'Viewer', rank: 'Alternate' }],
      hardenedRuntime: true,
      entitlements: `${root}build/mac/entitlements.plist`,
      entitlementsInherit: `${root}build/mac/entitlements.plist`,
    },
    win: {
      target: [{ target: 'nsis', arch: X64_AND_ARM64 }],
      icon: `${root}build/icons/icon.ico`,
    },
    // For one user, without rights of an administrator.
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
      buildUniversalInstaller: false,
    },
    linux: {
      // There a new version is only told (electron/updates.ts), so it need not be signed.
      publish: repository === undefined ? null : [releases],
      target: ['AppImage', 'deb', ...(hasRpm ? ['rpm'] : []), 'tar.gz'].map((target) => ({
        target,
        arch: X64_AND_ARM64,
      })),
      icon: `${root}build/icons/png`,
      category: 'Utility',
      synopsis: 'Encrypt here, store anywhere, keep the key',
      maintainer: 'Latchkey contributors <latchkey@localhost>',
      executableName: LINUX_PROGRAM,
      syncDesktopName: true,
    },
    deb: { fpm: [`${root}build/command/latchkey-in-path=/usr/bin/latchkey`] },
    rpm: { fpm: [`${root}build/command/latchkey-in-path=/usr/bin/latchkey`] },
  };
}

const { env } = process;

/** electron-builder fetches whatever else it needs. */
export function hasRpm(): boolean {
  return spawnSync('rpmbuild', ['--version']).status === 0;
}

export default packages({
  stage: `${root}dist/package`,
  output: `${root}dist/installers`,
  isForTests: env['LATCHKEY_TEST_BUILD'] === '1',
  repository: env['GITHUB_REPOSITORY'] || undefined,
  isSigned: [env['CSC_LINK'], env['WIN_CSC_LINK']].some((name) => name !== undefined && name !== ''),
  hasRpm: hasRpm(),
  electron: env['ELECTRON_OVERRIDE_DIST_PATH'] || undefined,
});
