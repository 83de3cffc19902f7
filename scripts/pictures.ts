import { photograph } from './pictures/chromium';
import { logPage } from './pictures/logPage';
import { photographPanels } from './pictures/panels';
import { playScene } from './pictures/scene';
import { summaryPage } from './pictures/summaryPage';

/** CSS pixels: a page of the repository shows this width without making its text smaller. */
const WIDTH = 960;

/** CSS pixels: the table of a summary fits without breaking words. */
const SUMMARY_WIDTH = 1080;

/** Pixels of a picture for each CSS pixel. The panels have 1: one of them is in the package. */
const SCALE = 1.5;

/**
 * Makes the pictures of docs/images anew: the panels of the classic editor, and the logs and summaries of one real run. The pictures
 * are drawn, not taken of Azure DevOps: the pages that show them say so.
 * Needs `chromium` on PATH, or named by CHROMIUM, and a font with its signs (Debian: `apt-get install chromium
 * fonts-noto-color-emoji`). Look at the pictures before you commit them.
 */
async function takePictures(): Promise<void> {
  photographPanels();
  const steps = await playScene();
  const [verified, refused] = steps.slice(-2);
  if (verified === undefined || refused === undefined)
    throw new Error('the scene has no two steps');
  const goodSteps = steps.filter((step) => step !== refused);
  photograph(logPage(goodSteps), 'log-verified.png', WIDTH, SCALE);
  photograph(logPage([refused]), 'log.png', WIDTH, SCALE);
  photograph(summaryPage(verified.summary), 'summary-verified.png', SUMMARY_WIDTH, SCALE);
  photograph(summaryPage(refused.summary), 'summary.png', SUMMARY_WIDTH, SCALE);
}

void takePictures();
