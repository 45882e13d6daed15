import type { Cause } from '../api/status-error.ts';
import type { Service } from '../objects/core.ts';
import { duplicate, invalidValue, required, when } from './causes.ts';
import { labelCauses } from './names.ts';

const portRule = 'must be between 1 and 65535, inclusive';

export function serviceCauses({ spec }: Service): readonly Cause[] {
  const ports = spec.ports ?? [];
  const portless = spec.type === 'ExternalName' || spec.clusterIP === 'None';
  return [
    ...when(ports.length === 0 && !portless, () => required('spec.ports')),
    ...labelCauses('spec.selector', spec.selector),
    ...ports.flatMap((port, index) => {
      const field = `spec.ports[${index}]`;
      const { targetPort } = port;
      return [
        ...when(ports.length > 1 && (port.name ?? '') === '', () => required(`${field}.name`)),
        ...when(!isPort(port.port), () => invalidValue(`${field}.port`, port.port, portRule)),
        ...when(typeof targetPort === 'number' && !isPort(targetPort), () =>
          invalidValue(`${field}.targetPort`, targetPort, portRule),
        ),
        ...when(
          ports.slice(0, index).some((other) => sameName(other.name, port.name)),
          () => duplicate(`${field}.name`, port.name ?? ''),
        ),
      ];
    }),
  ];
}

function sameName(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
