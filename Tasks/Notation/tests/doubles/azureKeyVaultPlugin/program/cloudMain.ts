import { answer } from './answer';
import { credentialOf } from './azureCredential';
import { CloudVault } from './cloudVault';
import { run } from './commands';

void answer((command, request) =>
  run(command, request, (credentialType) => {
    const credential = credentialOf(credentialType);
    return (id) => new CloudVault(id, credential);
  }),
);
