import { describe, expect, it } from '@jest/globals';
import { columnFactsOf, flavourOf } from '../../migrator/database/column-facts.ts';
import { lagIn } from '../../migrator/database/lag.ts';
import { isLeftover } from '../../migrator/database/leftovers.ts';
import { definitionFrom, formOf } from '../../migrator/database/normal-form.ts';

const row = { type: 'varchar(20)', nullable: 'YES', default: null, extra: '', charset: null, collation: null };

describe('a column', () => {
  it.each([
    ['mariadb', "'open'", 'open'],
    ['mariadb', 'NULL', null],
    ['mariadb', "'NULL'", 'NULL'],
    ['mariadb', "'it''s'", "it's"],
    ['mariadb', "'it\\'s \\\\'", "it's \\"],
    ['mariadb', '0.00', '0.00'],
    ['mariadb', 'current_timestamp()', 'current_timestamp()'],
    ['mariadb', null, null],
    ['mysql', 'open', 'open'],
    ['mysql', 'NULL', 'NULL'],
    ['mysql', "'quoted'", "'quoted'"],
    ['mysql', 'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['mysql', null, null],
  ] as const)('has in %s the default %j: %j', (flavour, written, meant) => {
    expect(columnFactsOf({ ...row, default: written }, flavour).default).toBe(meant);
  });

  it.each([
    ['VIRTUAL GENERATED', 'virtual'],
    ['STORED GENERATED', 'stored'],
    ['PERSISTENT', 'stored'],
    ['DEFAULT_GENERATED', undefined],
    ['DEFAULT_GENERATED on update CURRENT_TIMESTAMP', undefined],
  ])('is by EXTRA %j generated: %s', (extra, generated) => {
    expect(columnFactsOf({ ...row, extra }, 'mysql').generated).toBe(generated);
  });

  it('tells by EXTRA of counters and of what updates set', () => {
    expect(columnFactsOf({ ...row, extra: 'auto_increment' }, 'mysql')).toMatchObject({ autoIncrement: true });
    expect(columnFactsOf({ ...row, extra: 'on update current_timestamp()' }, 'mariadb')).toMatchObject({
      autoIncrement: false,
      setOnUpdate: true,
    });
  });

  it('is read by the family of the server', () => {
    expect(['10.11.19-MariaDB-0+deb12u1', '8.0.36', '8.4.3-3'].map(flavourOf)).toEqual(['mariadb', 'mysql', 'mysql']);
  });
});

const definition = (text: string): string => definitionFrom(formOf(text));

describe('a definition', () => {
  const table = (counter: string, ...keys: readonly string[]): string =>
    `CREATE TABLE \`t\` (\n  \`id\` int(11) NOT NULL AUTO_INCREMENT,\n${['  PRIMARY KEY (`id`)', ...keys.map((key) => `  ${key}`)].join(',\n')}\n) ENGINE=InnoDB${counter} DEFAULT CHARSET=utf8mb4 COMMENT=' AUTO_INCREMENT=3'`;

  it('has no counter, and keeps a comment that looks like one', () => {
    expect(definition(table(' AUTO_INCREMENT=7'))).toBe(table(''));
  });

  it('is the same for a copy, whose foreign keys have other names and order', () => {
    const key = (name: string, column: string): string =>
      `CONSTRAINT \`${name}\` FOREIGN KEY (\`${column}\`) REFERENCES \`p\` (\`id\`)`;
    const own = table('', key('b_owner', 'b'), key('t_ibfk_1', 'a'));
    expect(definition(table('', key('_b_owner', 'b'), key('_t_ibfk_1', 'a')))).toBe(definition(own));
    expect(definition(table('', key('1', 'a'), key('__b_owner', 'b')))).toBe(definition(own));
    expect(definition(table('', key('b_owner', 'c'), key('t_ibfk_1', 'a')))).not.toBe(definition(own));
  });

  it('does not hang on the names of checks, only on what they check', () => {
    expect(definition(table('', 'CONSTRAINT `t_chk_1` CHECK (`id` > 0)'))).toBe(
      definition(table('', 'CONSTRAINT `x_chk_9` CHECK (`id` > 0)')),
    );
    expect(definition(table('', 'CONSTRAINT `a` CHECK (`id` > 0)'))).not.toBe(
      definition(table('', 'CONSTRAINT `a` CHECK (`id` > 1)')),
    );
  });

  it('of a view is its text', () => {
    expect(definition('CREATE VIEW `v` AS select 1')).toBe('CREATE VIEW `v` AS select 1');
  });
});

describe('the lag of a replica', () => {
  const replica = { host: 'one', port: 3306 };

  it('is told by MySQL and by MariaDB', () => {
    expect(lagIn({ Seconds_Behind_Source: 4 }, replica)).toBe(4);
    expect(lagIn({ Seconds_Behind_Master: 5 }, replica)).toBe(5);
  });

  it('is unknown while it does not copy, and the server’s error is told', () => {
    expect(lagIn({ Seconds_Behind_Master: null, Last_SQL_Error: 'Duplicate entry' }, replica)).toEqual({
      unseen: 'one:3306 does not copy (Duplicate entry): nobody knows how far it is behind.',
    });
  });

  it('is unknown of a server that copies from nowhere', () => {
    expect(lagIn(undefined, replica)).toEqual({ unseen: 'one:3306 is no replica: it copies from nowhere.' });
  });
});

describe('what a copy leaves behind', () => {
  const tables = new Set(['orders', '_hidden']);

  it.each(['_orders_new', '_orders_old', '__orders_new', '__hidden_old', '_tidegate_plan_7_1'])('is %s', (name) => {
    expect(isLeftover(name, tables)).toBe(true);
  });

  it.each(['orders', 'orders_new', '_other_new', '_orders_archive', 'tidegate_migrations'])('is not %s', (name) => {
    expect(isLeftover(name, tables)).toBe(false);
  });
});
