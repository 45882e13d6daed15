import { describe, it } from '@jest/globals';
import { openApiServerStage } from '../support/routers/api-server-stage.ts';
import { declareControllerClaims, declareRouterClaims } from '../support/routers/claims.ts';

const subject = 'an Ingress of a real API server';

if (process.env['TIDEGATE_TEST_KUBECONFIG'] === undefined)
  describe(subject, () => {
    it.skip('is held to the claims of a router [TIDEGATE_TEST_KUBECONFIG names no cluster: see README.md]', () =>
      undefined);
  });
else {
  declareRouterClaims(subject, openApiServerStage);
  declareControllerClaims(subject, openApiServerStage);
}
