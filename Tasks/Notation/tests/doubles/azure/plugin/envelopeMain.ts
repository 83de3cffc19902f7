import { answer } from './answer';
import { run } from './envelopeCommands';

void answer(run);
