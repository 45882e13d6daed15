import { describe, expect, it } from '@jest/globals';
import { AccessIncomplete, accessFrom } from '../../migrator/database/access.ts';
import { logTo } from '../../migrator/log.ts';

const env = {
  TIDEGATE_DB_HOST: 'db.internal',
  TIDEGATE_DB_USER: 'tidegate',
  TIDEGATE_DB_PASSWORD: 'a"secret',
  TIDEGATE_DB_NAME: 'shop',
};

describe('the access to the database', () => {
  it('comes from the environment, with the port and the replicas that are usual', () => {
    expect(accessFrom(env)).toEqual({
      host: 'db.internal',
      port: 3306,
      user: 'tidegate',
      password: 'a"secret',
      database: 'shop',
      replicas: [],
    });
  });

  it('may have replicas and a certificate authority', () => {
    const more = { TIDEGATE_DB_PORT: '3307', TIDEGATE_DB_REPLICAS: ' one:3310, two ,', TIDEGATE_DB_CA: 'PEM' };
    expect(accessFrom({ ...env, ...more })).toMatchObject({
      port: 3307,
      ca: 'PEM',
      replicas: [
        { host: 'one', port: 3310 },
        { host: 'two', port: 3306 },
      ],
    });
  });

  it.each(['TIDEGATE_DB_HOST', 'TIDEGATE_DB_USER', 'TIDEGATE_DB_PASSWORD', 'TIDEGATE_DB_NAME'])(
    'is refused without %s',
    (variable) => {
      expect(() => accessFrom({ ...env, [variable]: '' })).toThrow(AccessIncomplete);
      expect(() => accessFrom({ ...env, [variable]: undefined })).toThrow(`${variable} is not set`);
    },
  );

  it.each([
    ['TIDEGATE_DB_HOST', '10.0.0.7'],
    ['TIDEGATE_DB_REPLICAS', 'one,10.0.0.8:3310'],
  ])('is refused with a certificate authority and an address as %s', (variable, hosts) => {
    const access = { ...env, [variable]: hosts };
    expect(() => accessFrom({ ...access, TIDEGATE_DB_CA: 'PEM' })).toThrow('give the name that is in the certificate');
    expect(() => accessFrom(access)).not.toThrow();
  });

  it.each(['0', '65536', 'x', '1.5'])('is refused with the port %s', (port) => {
    expect(() => accessFrom({ ...env, TIDEGATE_DB_PORT: port })).toThrow('TIDEGATE_DB_PORT');
    expect(() => accessFrom({ ...env, TIDEGATE_DB_REPLICAS: `a:${port}` })).toThrow('TIDEGATE_DB_REPLICAS');
  });
});

describe('the log', () => {
  it('never has the password, whoever says it, plain or in JSON', () => {
    const lines: string[] = [];
    const say = logTo((line) => lines.push(line), env.TIDEGATE_DB_PASSWORD);
    say('Access with a"secret is denied.');
    say(JSON.stringify({ said: 'a"secret' }));
    say({ file: '001_a.sql', table: 'orders', doing: 'copying', percent: 4, because: 'a"secret' });
    expect(lines.join('')).toBe(
      'Access with *** is denied.\n{"said":"***"}\n{"progress":{"file":"001_a.sql","table":"orders","doing":"copying","percent":4,"because":"***"}}\n',
    );
  });
});
