import { openExecutions } from '../src/adapters/open/executions.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { handle } from '../src/app/handle.ts';
import { ImagePushed } from '../src/contracts/events.ts';
import { onImagePushed, type PushOutcome } from '../src/release/on-image-pushed.ts';

const ports = { policies: openPolicies(), executions: openExecutions() };

/** Event `ECR Image Action`: starts a release of each service whose policy wants the pushed tag. */
export const handler = handle({
  input: ImagePushed,
  act: (event) => onImagePushed(event, ports),
  malformed: (because): readonly PushOutcome[] => [{ service: null, outcome: 'ignored', because }],
  count: (outcomes) => ({ ReleasesStarted: outcomes.filter(({ outcome }) => outcome === 'started').length }),
});
