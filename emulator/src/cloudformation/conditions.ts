import { intrinsicCall, resolve, type Scope } from './intrinsics.ts';
import { isObject, type Json } from './template.ts';
import { TemplateError } from './template-error.ts';

/** Answers a template's conditions by name; each is evaluated when it is first asked for. */
export function createConditions(conditions: Json, scopeAt: (where: string) => Scope): (name: string) => boolean {
  const evaluate = (name: string): boolean => {
    const expression = conditions[name];
    if (expression === undefined) throw new TemplateError(`Conditions.${name}`, 'is used but not declared');
    return isTrue(expression, scopeAt(`Conditions.${name}`));
  };
  return evaluate;
}

function isTrue(expression: unknown, scope: Scope): boolean {
  const operands = (argument: unknown) => [argument].flat() as unknown[];
  if (isObject(expression) && typeof expression['Condition'] === 'string')
    return scope.condition(expression['Condition']);
  const call = isObject(expression) ? intrinsicCall(expression) : undefined;
  switch (call?.name) {
    case 'Fn::Equals': {
      const [left, right] = operands(call.argument).map((operand) => String(resolve(operand, scope)));
      return left === right;
    }
    case 'Fn::Not':
      return !operands(call.argument).some((operand) => isTrue(operand, scope));
    case 'Fn::And':
      return operands(call.argument).every((operand) => isTrue(operand, scope));
    case 'Fn::Or':
      return operands(call.argument).some((operand) => isTrue(operand, scope));
    default:
      throw new TemplateError(scope.where, 'must be Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition');
  }
}
