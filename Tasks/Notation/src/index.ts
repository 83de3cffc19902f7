// What the agent starts. It stays in a syntax that Node 10 reads, for an agent may still start this
// task on that, and its user should learn why it does not work.

// The process has failed until its outcome was told: whatever ends it before, and were it an event
// loop that is empty, fails the step.
process.exitCode = 1;

const OLDEST_NODE = 16;

if (parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stdout.write(
    '##vso[task.logissue type=error;code=NodeTooOld]NodeTooOld: Notation for Azure Pipelines needs Node.js ' +
      `${OLDEST_NODE} or newer, and this agent started it on Node.js ${process.versions.node}. ` +
      'Update the agent, or run the job on a Linux image other than Alpine.\n' +
      '##vso[task.complete result=Failed]\n',
    (error) => {
      if (!error) process.exitCode = 0;
    },
  );
} else {
  // The agent library writes the password of the agent's proxy to its debug log while it loads.
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  let task: typeof import('./main');
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only now, on purpose
    task = require('./main') as typeof import('./main');
  } finally {
    process.stdout.write = write;
  }
  task.main(__dirname).catch(() => {
    process.exit(1); // no outcome could be told
  });
}
