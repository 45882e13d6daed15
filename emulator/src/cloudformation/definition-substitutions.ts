import type { Json } from './template.ts';
import { TemplateError } from './template-error.ts';

/**
 * A state machine definition with each `${name}` replaced in its text, as CloudFormation does it. Throws `TemplateError` for a
 * `${name}` that no substitution declares, which CloudFormation would let pass into the machine.
 */
export function substituteDefinition(definition: string, substitutions: Json, where: string): string {
  return definition.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = substitutions[name];
    if (value !== undefined && value !== null) return String(value);
    throw new TemplateError(where, `the definition uses \${${name}}, but DefinitionSubstitutions has no ${name}`);
  });
}
