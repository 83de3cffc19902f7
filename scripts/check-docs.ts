import { exampleProblems } from './docs/examples';
import { changelogProblems, nameProblems } from './docs/names';
import { pagesProblems } from './docs/pages';
import { inputsPageProblems } from './inputs-page';
import { addressProblems } from './publisher/places';
import { pinnedPageProblems } from './pinned-page';
import { troubleshootingProblems } from './troubleshooting';

/** Everything that the pages promise and task.json, the sources or other pages do not keep. */
async function problems(): Promise<string[]> {
  return [
    ...(await inputsPageProblems()),
    ...(await pinnedPageProblems()),
    ...troubleshootingProblems(),
    ...exampleProblems(),
    ...pagesProblems(),
    ...nameProblems(),
    ...changelogProblems(),
    ...addressProblems(),
  ];
}

void problems().then((found) => {
  for (const problem of found) console.error(problem);
  process.exitCode = found.length === 0 ? 0 : 1;
});
