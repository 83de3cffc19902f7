import { photograph } from './pictures/chromium';
import { logPage } from './pictures/logPage';
import { photographPanels } from './pictures/panels';
import { playScene } from './pictures/scene';
import { summaryPage } from './pictures/summaryPage';

/**
 * Makes the pictures of docs/images anew: the panels of the classic editor, and the log and the summary of one real run.
 * Needs `chromium` on PATH, or named by CHROMIUM, and a font with its signs (Debian: `apt-get install chromium
 * fonts-noto-color-emoji`). Look at the pictures before you commit them.
 */
async function takePictures(): Promise<void> {
  photographPanels();
  const steps = await playScene();
  photograph(logPage(steps), 'log.png', { width: 1290, height: 752 });
  const summary = summaryPage(steps.at(-1)?.summary ?? '');
  photograph(summary, 'summary.png', { width: 1290, height: 720 });
}

void takePictures();
