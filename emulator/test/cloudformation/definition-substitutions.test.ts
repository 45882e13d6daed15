// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how substitutions are written
import { describe, expect, it } from '@jest/globals';
import { substituteDefinition } from '../../src/cloudformation/definition-substitutions.ts';

const where = 'Resources.Machine';

describe('definition substitutions', () => {
  it('replace every mention in the text, whatever type the value has', () => {
    const definition = '{"Resource":"${Arn}","Again":"${Arn}","TimeoutSeconds":${Seconds},"Live":${Live}}';
    const substituted = substituteDefinition(definition, { Arn: 'arn:f', Seconds: 30, Live: false }, where);
    expect(JSON.parse(substituted)).toEqual({ Resource: 'arn:f', Again: 'arn:f', TimeoutSeconds: 30, Live: false });
  });

  it('leave the rest of the text alone, JSONata and dollar signs included', () => {
    const definition = '{"Output":"{% $states.input.a & $x{} %}","Price":"$5"}';
    expect(substituteDefinition(definition, {}, where)).toBe(definition);
  });

  it('must declare every name that the definition uses', () => {
    expect(() => substituteDefinition('{"Resource":"${ShiftArn}"}', { ShiftTrafficArn: 'arn:f' }, where)).toThrow(
      'Resources.Machine: the definition uses ${ShiftArn}, but DefinitionSubstitutions has no ShiftArn',
    );
  });
});
