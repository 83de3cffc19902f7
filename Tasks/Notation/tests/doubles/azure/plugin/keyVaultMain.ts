import { answer } from './answer';
import { run } from './keyVaultCommands';

void answer(run);
