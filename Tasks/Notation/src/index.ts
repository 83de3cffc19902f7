// What the agent starts. It stays in a syntax that Node 10 reads, for an agent may still start this
// task on that, and its user should learn why it does not work.

const OLDEST_NODE = 16;

if (parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stdout.write(
    '##vso[task.logissue type=error;code=NodeTooOld]Notation for Azure Pipelines needs Node.js ' +
      `${OLDEST_NODE} or newer, and this agent started it on Node.js ${process.versions.node}. ` +
      'Update the agent, or run the job on a Linux image other than Alpine. (NodeTooOld)\n' +
      '##vso[task.complete result=Failed]\n',
  );
} else {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only now, on purpose
  const task = require('./main') as typeof import('./main');
  void task.main(__dirname);
}
