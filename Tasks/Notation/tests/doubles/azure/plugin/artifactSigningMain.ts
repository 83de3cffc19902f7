import { answer } from '../../azureKeyVaultPlugin/program/answer';
import { run } from './artifactSigningCommands';

void answer(run);
