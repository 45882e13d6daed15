// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub is written
import { describe, expect, it } from '@jest/globals';
import type { ResourceType } from '../../src/cloudformation/resource-type.ts';
import { createStack } from '../../src/cloudformation/stack.ts';
import type { Json } from '../../src/cloudformation/template.ts';
import { readTemplate } from '../../src/cloudformation/template.ts';
import { testPlace } from '../support/place.ts';

/** Builds a stack of things that only remember the properties they were made with. */
async function build(template: Json, parameters: Record<string, string> = {}) {
  const made: { logicalId: string; properties: Json; generatedName: string }[] = [];
  const thing: ResourceType = {
    properties: ['Name', 'Value', 'List'],
    ignored: ['Tags'],
    create: ({ logicalId, properties, generatedName }) => {
      made.push({ logicalId, properties: properties.all(), generatedName: generatedName() });
      return { ref: `${logicalId}-id`, attributes: { Arn: `arn:${logicalId}`, 'Endpoint.Port': '80' } };
    },
  };
  const stack = await createStack({
    stackName: 'shop-dev',
    template: readTemplate(template),
    parameters,
    place: testPlace(),
    resourceTypes: { 'Test::Thing': thing },
  });
  const propertiesOf = (logicalId: string) => made.find((resource) => resource.logicalId === logicalId)?.properties;
  return { stack, made, propertiesOf };
}

const thing = (properties: Json = {}, more: Json = {}) => ({ Type: 'Test::Thing', Properties: properties, ...more });
const value = async (expression: unknown, more: Json = {}) =>
  (await build({ Resources: { A: thing(), B: thing({ Value: expression }) }, ...more })).propertiesOf('B')?.['Value'];

describe('a stack', () => {
  it('creates each resource after those it refers to, wherever the template has them', async () => {
    const { made } = await build({
      Resources: {
        Last: thing({ Value: { 'Fn::Sub': 'x-${Middle.Arn}' } }),
        Middle: thing({ List: [{ Ref: 'First' }] }),
        First: thing({}, { DependsOn: 'Zeroth' }),
        Zeroth: thing(),
      },
    });
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['Zeroth', 'First', 'Middle', 'Last']);
  });

  it('tells its resources and outputs', async () => {
    const { stack } = await build({
      Resources: { A: thing() },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } } },
    });
    expect(stack.outputs).toEqual({ Arn: 'arn:A' });
    expect(stack.resources).toMatchObject([{ logicalId: 'A', type: 'Test::Thing', physicalId: 'A-id' }]);
  });

  it('makes up physical names as CloudFormation does', async () => {
    const { made } = await build({ Resources: { A: thing() } });
    expect(made[0]?.generatedName).toMatch(/^shop-dev-A-[A-Z0-9]{12}$/);
  });

  it.each<[string, unknown, unknown]>([
    ['Ref to a resource', { Ref: 'A' }, 'A-id'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['A', 'Arn'] }, 'arn:A'],
    ['Fn::GetAtt as text, with a dotted attribute', { 'Fn::GetAtt': 'A.Endpoint.Port' }, '80'],
    ['Fn::Sub', { 'Fn::Sub': '${AWS::Region}/${A}/${A.Arn}/${!Kept}' }, 'eu-west-1/A-id/arn:A/${Kept}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${x}-${A}', { x: { Ref: 'A' } }] }, 'A-id-A-id'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'A' }]] }, 'a:A-id'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'A' }] }] }, 'id'],
    ['Fn::Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
  ])('resolves %s', async (_, expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  it('resolves parameters, mappings and conditions', async () => {
    const sections = {
      Parameters: {
        Stage: { Type: 'String', Default: 'dev' },
        Ids: { Type: 'CommaDelimitedList', Default: 'a,b' },
        Period: { Type: 'Number', Default: '60' },
      },
      Mappings: { Sizes: { dev: { memory: 128 } } },
      Conditions: {
        IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      },
    };
    expect(await value({ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, sections)).toBe(128);
    expect(await value({ Ref: 'Ids' }, sections)).toEqual(['a', 'b']);
    expect(await value({ Ref: 'Period' }, sections)).toBe(60);
    expect(await value({ 'Fn::If': ['IsProd', { Ref: 'Nowhere' }, 'yes'] }, sections)).toBe('yes');
    expect(await value({ 'Fn::If': ['IsDev', { Ref: 'AWS::NoValue' }, 1] }, sections)).toBeUndefined();
  });

  it('leaves out resources and outputs whose condition is false', async () => {
    const template = {
      Parameters: { Stage: { Type: 'String' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: { A: thing(), B: thing({}, { Condition: 'IsProd' }) },
      Outputs: { B: { Condition: 'IsProd', Value: { Ref: 'B' } } },
    };
    const { stack } = await build(template, { Stage: 'dev' });
    expect(stack.resources.map(({ logicalId }) => logicalId)).toEqual(['A']);
    expect(stack.outputs).toEqual({});
    expect((await build(template, { Stage: 'prod' })).stack.outputs).toEqual({ B: 'B-id' });
  });
});

describe('a template that can’t be loaded', () => {
  it.each<[string, Json, string]>([
    ['a dangling Ref', { B: thing({ Value: { Ref: 'Gone' } }) }, "Resources.B: refers to 'Gone'"],
    ['a dangling Sub', { B: thing({ Value: { 'Fn::Sub': 'x${Gone.Arn}' } }) }, "refers to 'Gone'"],
    ['an unknown attribute', { A: thing(), B: thing({ Value: { 'Fn::GetAtt': ['A', 'Url'] } }) }, "no attribute 'Url'"],
    ['a dangling DependsOn', { B: thing({}, { DependsOn: ['Gone'] }) }, "depends on 'Gone'"],
    ['a circle', { A: thing({ Value: { Ref: 'B' } }), B: thing({ Value: { Ref: 'A' } }) }, 'A → B → A'],
    [
      'a type that is not modelled',
      { Q: { Type: 'AWS::SQS::Queue' } },
      'Resources.Q: resources of type AWS::SQS::Queue',
    ],
    [
      'a property that is not modelled',
      { A: thing({ Colour: 'red', Tags: [] }) },
      "Test::Thing's Colour is not modelled",
    ],
    ['an unknown function', { A: thing({ Value: { 'Fn::ImportValue': 'x' } }) }, 'Fn::ImportValue is not modelled'],
  ])('names the place of %s', async (_, resources, message) => {
    await expect(build({ Resources: resources })).rejects.toThrow(message);
  });

  it('names a parameter without a value, and one that is not declared', async () => {
    const template = { Parameters: { Stage: { Type: 'String' } }, Resources: {} };
    await expect(build(template)).rejects.toThrow('Parameters.Stage: has no default, and no value was given');
    await expect(build(template, { Stag: 'dev' })).rejects.toThrow("the template declares no parameter 'Stag'");
  });
});
