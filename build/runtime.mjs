// Preloaded by every npm script. Plain JavaScript, so that an older Node can still say what is wrong.
const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `latchkey: Latchkey runs on Node ${NEEDED} or newer; this is Node ${process.versions.node}.\n` +
      'On Linux and Windows "npm ci" brings Node 24 along for npm scripts, unless optional packages were left out.\n' +
      'Elsewhere install Node 24 and try again.\n',
  );
  process.exit(1);
}
