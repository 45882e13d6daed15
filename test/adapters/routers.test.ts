import { declareControllerClaims, declareRouterClaims } from '../support/routers/claims.ts';
import { openIngressStage } from '../support/routers/ingress-stage.ts';
import { openRuleStage } from '../support/routers/rule-stage.ts';

declareRouterClaims('a listener rule', openRuleStage);
declareRouterClaims('an Ingress', openIngressStage);
declareControllerClaims('an Ingress', openIngressStage);
