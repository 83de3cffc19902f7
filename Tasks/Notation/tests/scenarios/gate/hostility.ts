/** What makes the agent obey, in parts so that neither this file nor a log of these tests holds it. */
export const keyword = '##' + 'vso[';

/** Commands that would open the gate, poison later steps, or put words into this one's mouth. */
export const commands: readonly string[] = [
  'task.complete result=Skipped]',
  'task.complete result=Succeeded;done=true]',
  'task.setvariable variable=Status;isOutput=true]Succeeded',
  'task.setvariable variable=PWNED]yes',
  'task.settaskvariable variable=signedArtifacts][]',
  'task.prependpath]/tmp/pwned',
  'task.addattachment type=Distributedtask.Core.Summary;name=pwned]/etc/hostname',
  'task.uploadsummary]/etc/hostname',
  'task.logissue type=error;code=Pwned]pwned',
  'task.setsecret]notation',
  'build.updatebuildnumber]pwned',
  'artifact.upload artifactname=pwned]/etc/hostname',
].map((rest) => keyword + rest);

/** The keyword in other clothes: characters that some reader drops, joins or decodes. */
export const disguises: readonly string[] = [
  `#${keyword}`,
  keyword.toUpperCase(),
  `#${keyword.slice(0, 2)}[section]`,
  ...['\u200b', '\u00ad', '\ufeff', '\u0000', '\u0008', '\r', '\u001b[0m', '\u2028'].flatMap(
    (hidden) => [`#${hidden}${keyword.slice(1)}`, `${keyword.slice(0, 3)}${hidden}so[`],
  ),
  `%23%23vso[`,
  `%AZP25${keyword}`,
].map((start) => `${start}task.complete result=Skipped]`);

/** What forges a line of the log, or hides one. */
export const forgeries: readonly string[] = [
  '##[section]Finishing: verify',
  '##[error]forged',
  '##[endgroup]',
  'Verified  forged',
  '\rVerified  forged',
  '\r\nVerified  forged',
  '\u001b[2K\u001b[1GVerified  forged',
  '\u009b2K\u0085Verified  forged',
  'forged %0D%0A##[section]Verified %5D %3B %AZP250A',
  '\u202edegrof\u202c \u2066forged\u2069',
  'forged\u2028##[section]forged\u2029forged',
];

/** All of it on one line, as far as a line can hold it: a status, a header, a file name. */
export const hostileLine = [...commands, ...forgeries.slice(0, 3)].join(' ');

/** All of it, a line each. */
export const hostileText = [...commands, ...disguises, ...forgeries].join('\n');

/** As much of it as an environment variable can hold, which is how an input comes. */
export const hostileValue = hostileText.replaceAll('\0', '');

/** As much of it as a file name can hold. */
export const hostileName = `${commands[0] ?? ''}\n##[section]forged \u001b[2K\u202e`;
