import { describe, expect, it } from '@jest/globals';
import { readAction, says, withServices } from '../../../src/adapters/k8s/ingress-action.ts';

const services = [
  { name: 'orders-green', port: '80', weight: 5 },
  { name: 'orders-blue', port: '80', weight: 95 },
];
const text = (action: object) => JSON.stringify(action);
const target = (serviceName: string, weight?: number, servicePort: string | number = '80') => ({
  ...{ serviceName, servicePort },
  ...(weight === undefined ? {} : { weight }),
});
const forward = (targetGroups: readonly object[], more: object = {}) =>
  text({ type: 'forward', forwardConfig: { targetGroups, ...more } });

describe('an action', () => {
  it('is read with services, ports, weights and stickiness', () => {
    const action = forward([target('orders-blue', 100), target('orders-green', 0, 8080)], {
      targetGroupStickinessConfig: { enabled: true, durationSeconds: 60 },
    });
    expect(readAction(action)).toEqual({
      services: [
        { name: 'orders-blue', port: '80', weight: 100 },
        { name: 'orders-green', port: '8080', weight: 0 },
      ],
      sticky: true,
    });
  });

  it('is read in any case of its fields, as the controller does', () => {
    const old = {
      Type: 'forward',
      ForwardConfig: { TargetGroups: [{ ServiceName: 'a', ServicePort: 'http', Weight: 1 }] },
    };
    const read = readAction(text({ ...old, type: 'forward' }));
    expect(read).toEqual({ services: [{ name: 'a', port: 'http', weight: 1 }], sticky: false });
  });

  it('has no weight where none is written', () => {
    expect(readAction(forward([target('orders-blue')]))?.services).toMatchObject([{ weight: null }]);
  });

  it.each([
    ['a redirect', text({ type: 'redirect', redirectConfig: { statusCode: 'HTTP_301' } })],
    ['no JSON', 'forward'],
    ['no object', '[]'],
    ['null', 'null'],
  ])('is none to Tidegate when it is %s', (_what, given) => {
    expect(readAction(given)).toBeNull();
  });
});

describe('setting weights', () => {
  it('names both services in their order, and turns stickiness off', () => {
    expect(withServices(undefined, services)).toEqual({
      type: 'forward',
      forwardConfig: {
        targetGroups: [target('orders-blue', 95), target('orders-green', 5)],
        targetGroupStickinessConfig: { enabled: false },
      },
    });
  });

  it('keeps what else the action says, and ports as they were written', () => {
    const before = text({
      ...{ type: 'forward', note: 'by the shop team' },
      forwardConfig: {
        targetGroups: [{ ...target('orders-blue', 100, 80), future: 1 }, target('orders-green', 0, 'http')],
        other: true,
        targetGroupStickinessConfig: { enabled: true },
      },
    });
    expect(withServices(before, services)).toEqual({
      ...{ type: 'forward', note: 'by the shop team' },
      forwardConfig: {
        targetGroups: [{ ...target('orders-blue', 95, 80), future: 1 }, target('orders-green', 5, 'http')],
        other: true,
        targetGroupStickinessConfig: { enabled: false },
      },
    });
  });

  it('leaves no second field of the same name in another case', () => {
    const before = text({
      Type: 'forward',
      ForwardConfig: { TargetGroups: [{ ServiceName: 'orders-blue', Weight: 1 }] },
    });
    expect(Object.keys(withServices(before, services)).toSorted()).toEqual(['forwardConfig', 'type']);
  });

  it('takes the place of what is no JSON, for a rollback must get through', () => {
    expect(withServices('{', services)).toEqual(withServices(undefined, services));
  });

  it('is done where the annotation says it already, in whatever order of fields', () => {
    const wanted = withServices(undefined, services);
    const { type, forwardConfig } = wanted;
    expect(says(text({ forwardConfig, type }), wanted)).toBe(true);
    expect(says(text(withServices(undefined, [{ name: 'a', port: '80', weight: 1 }])), wanted)).toBe(false);
    expect(says(undefined, wanted)).toBe(false);
  });
});
