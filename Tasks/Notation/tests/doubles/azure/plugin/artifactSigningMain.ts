import { answer } from './answer';
import { run } from './artifactSigningCommands';

void answer(run);
