import { library } from './agentLibrary';
import sinon from 'sinon';

/** Has the agent library read these inputs and variables in the place of the agent's, until `sinon.restore()`. */
export function givenInputs(
  inputs: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
): void {
  sinon.restore();
  sinon.stub(library, 'debug'); // or what is read would be written to the outer log
  sinon.stub(library, 'getInput').callsFake((name) => inputs[name]);
  sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
}
