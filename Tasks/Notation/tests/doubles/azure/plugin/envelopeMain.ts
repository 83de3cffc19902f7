import { answer } from '../../azureKeyVaultPlugin/program/answer';
import { run } from './envelopeCommands';

void answer(run);
