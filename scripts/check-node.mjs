/** Says plainly when `npm run` did not find the Node 24 that this package brings with it. */
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`Tidegate needs Node 24, and this is ${process.version}.`);
  console.error(
    'On Linux, `npm ci` brings it along: do not pass --omit=optional. Elsewhere, install Node 24 or newer.',
  );
  process.exit(1);
}
