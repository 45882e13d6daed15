import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { clientConfig } from '../src/client-config.ts';
import { resourceTypesOf } from '../src/cloudformation/load-stack.ts';
import { awsServices, closeServices, createServices } from '../src/services.ts';
import { testPlace } from './support/place.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const place = testPlace();
const services = createServices(place, { endpoint: () => '', onDefect: () => {} });
afterAll(() => closeServices(services));

const operationRows = [...readme.matchAll(/^\| .* \(`(\w+)`\) \| ([A-Z]\w+(?:, \w+)*)/gm)].map(
  ([, signingName = '', operations = '']) => `${signingName}: ${operations.split(', ').sort().join(', ')}`,
);

describe('the README', () => {
  it('lists exactly the operations that exist', () => {
    const existing = awsServices(services).flatMap((service) =>
      'operations' in service ? [`${service.signingName}: ${Object.keys(service.operations).sort().join(', ')}`] : [],
    );
    expect(operationRows.sort()).toEqual(existing.sort());
  });

  it('names every resource type that a template may have', () => {
    const config = clientConfig({ endpoint: 'http://127.0.0.1:1', region: place.region }, 'cloudformation');
    const types = Object.keys(resourceTypesOf({ place, services, config }, undefined));
    const missing = types.filter((type) => !readme.includes(`\`${type}\``));
    expect(missing).toEqual([]);
  });
});
