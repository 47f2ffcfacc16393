import {SeededRandom} from '../random.ts'

const order = (n: number) => `SELECT * FROM dhcp${n}_client_class_order ORDER BY order_index, class_id`
const memory =
  'SELECT @client_class_id, @depend_on_known_directly, @depend_on_known_indirectly, @audit_revision_id, @cascade_transaction'
const revision = (n: number) => `CALL createAuditRevisionDHCP${n}('2020-01-01 00:00:00', 'all', 'classes', 0)`

/** Ordering, dependencies and their refusals, one by one. */
function told(n: number): readonly string[] {
  const c = `dhcp${n}_client_class`
  const add = (id: number, name: string, follow = 'NULL', known = 0) =>
    `INSERT INTO ${c} (id, name, follow_class_name, depend_on_known_directly, modification_ts) VALUES (${id}, '${name}', ${follow}, ${known}, '2001-01-01')`
  const depend = (a: string, b: string) => `INSERT INTO ${c}_dependency VALUES (${a}, ${b})`
  const move = (id: number, follow: string) => `UPDATE ${c} SET follow_class_name = ${follow} WHERE id = ${id}`
  const known = (id: number, value: number) => `UPDATE ${c} SET depend_on_known_directly = ${value} WHERE id = ${id}`
  const change = `CALL checkDHCPv${n}ClientClassKnownDependencyChange()`
  const check = (words: string) => `CALL checkDHCPv${n}ClientClassDependency(${words})`
  const place = (words: string) => `CALL setClientClass${n}Order(${words})`
  return [
    add(1, 'early'),
    revision(n),
    ...['a', 'b', 'c', 'd', 'e'].map((name, i) => add(i + 1, name)),
    add(6, 'f', "'b'"),
    add(7, 'g', "'nosuch'"),
    add(7, 'g', "''"),
    add(7, 'a'),
    `INSERT INTO ${c} (id, name, modification_ts) VALUES (8, 'h', '2001-01-01'), (9, 'i', '2001-01-01')`,
    ...["'c'", 'NULL', "'nosuch'", "''", "'a'", "'A'"].flatMap(follow => [move(1, follow), memory]),
    move(6, "'a'"),
    `UPDATE ${c}_order SET order_index = order_index * 10`,
    ...[
      '6, NULL, NULL',
      "6, 'b', 'b'",
      "6, 'b', NULL",
      "6, NULL, 'b'",
      "6, 'b', 'x'",
      "6, 'B', 'b'",
      "6, '', ''",
    ].flatMap(words => [place(words), memory]),
    ...['99, NULL, NULL', 'NULL, NULL, NULL', "6, '', NULL", "6, NULL, ''", "6, 'f', NULL", "99, 'a', NULL"].map(place),
    ...['NULL, 1', '1, NULL', '1, 1', '77, 1', '1, 77', '98, 99', 'NULL, NULL', '1, 2', '2, 1', '9, 8', '8, 9'].flatMap(
      words => [check(words), depend(...(words.split(', ') as [string, string]))],
    ),
    move(2, 'NULL'),
    move(8, "'i'"),
    move(8, 'NULL'),
    place("8, 'i', 'x'"),
    place("8, 'h', 'x'"),
    depend('9', '8'),
    `DELETE FROM ${c} WHERE id = 8`,
    `DELETE FROM ${c} WHERE id = 9`,
    `UPDATE ${c} SET id = 88 WHERE id = 8`,
    // Servers: a dependency must be wherever the class is.
    `INSERT INTO dhcp${n}_server (id, tag, modification_ts) VALUES (2, 's2', '2001-01-01'), (3, 's3', '2001-01-01')`,
    `INSERT INTO ${c} (id, name, modification_ts) VALUES (20, 'x', '2001-01-01'), (21, 'y', '2001-01-01')`,
    ...[[], [1], [2], [2, 3], [1, 2]].flatMap(lower =>
      [[], [1], [2], [3], [2, 3], [1, 3]].flatMap(upper => [
        `DELETE FROM ${c}_server`,
        ...lower.map(id => `INSERT INTO ${c}_server (class_id, server_id) VALUES (20, ${id})`),
        ...upper.map(id => `INSERT INTO ${c}_server (class_id, server_id) VALUES (21, ${id})`),
        check('21, 20'),
      ]),
    ),
    `UPDATE dhcp${n}_server SET tag = 'everywhere' WHERE id = 1`,
    check('21, 20'),
    `DELETE FROM dhcp${n}_server WHERE id = 2`,
    `DELETE FROM ${c}_server`,
    // KNOWN and UNKNOWN.
    add(30, 'k', 'NULL', 1),
    add(31, 'l'),
    add(32, 'm'),
    add(33, 'n', 'NULL', 1),
    add(34, 'o'),
    depend('31', '30'),
    depend('32', '31'),
    depend('34', '32'),
    depend('33', '1'),
    order(n),
    ...['20, 21', '20, 30', '21, 31', '20, 21', '99, 30', 'NULL, 30', '5, NULL', '33, 30'].map(
      words => `CALL updateDHCPv${n}ClientClassKnownDependency(${words})`,
    ),
    ...[30, 31, 32, 33, 34, 1].flatMap(id => [0, 1, 1, 0].flatMap(value => [known(id, value), memory, change])),
    `DELETE FROM ${c}_dependency WHERE class_id = 31`,
    `UPDATE ${c} SET test = 'member(x)' WHERE id = 31`,
    change,
    ...['NULL', '0', '1'].flatMap(directly =>
      ['NULL', '0', '1'].flatMap(indirectly =>
        ['NULL', '31', '32', '34', '555'].flatMap(id => [
          `SET @client_class_id = ${id}, @depend_on_known_directly = ${directly}, @depend_on_known_indirectly = ${indirectly}`,
          change,
        ]),
      ),
    ),
    `UPDATE ${c} SET name = 'lll', follow_class_name = 'lll' WHERE id = 31`,
    move(34, "'a'"),
    move(32, "'o'"),
    `REPLACE INTO ${c} (id, name, modification_ts) VALUES (4, 'd', '2001-01-01')`,
    `DELETE FROM ${c}_order WHERE class_id IN (2, 4)`,
    move(5, "'d'"),
    move(2, "'e'"),
    `UPDATE ${c} SET test = '1' WHERE id = 2`,
    `UPDATE ${c} SET user_context = '{}' WHERE id = 4`,
    'SET @disable_audit = 1',
    add(40, 'quiet'),
    known(40, 1),
    `DELETE FROM ${c} WHERE id = 40`,
    'SET @disable_audit = NULL',
    `DELETE FROM ${c}_dependency`,
    `DELETE FROM ${c}`,
  ]
}

/** Classes that come, move, depend and go at random: what is refused must be refused on both sides. */
export function randomClasses(n: number, seed: number, count: number): readonly string[] {
  const random = new SeededRandom(seed)
  const next = (limit: number) => random.below(limit)
  const c = `dhcp${n}_client_class`
  const id = () => 1 + next(12)
  const follow = () => (next(3) === 0 ? 'NULL' : `'c${id()}'`)
  const makers: readonly (() => string)[] = [
    () => {
      const one = id()
      return `INSERT INTO ${c} (id, name, follow_class_name, depend_on_known_directly, modification_ts) VALUES (${one}, 'c${one}', ${follow()}, ${next(4) === 0 ? 1 : 0}, '2001-01-01')`
    },
    () => `UPDATE ${c} SET follow_class_name = ${follow()} WHERE id = ${id()}`,
    () => `UPDATE ${c} SET depend_on_known_directly = ${next(2)} WHERE id = ${id()}`,
    () => `INSERT INTO ${c}_dependency VALUES (${id()}, ${id()})`,
    () => `DELETE FROM ${c}_dependency WHERE class_id = ${id()}`,
    () => `INSERT INTO ${c}_server (class_id, server_id) VALUES (${id()}, ${1 + next(3)})`,
    () => `DELETE FROM ${c}_server WHERE class_id = ${id()}`,
    () => `DELETE FROM ${c} WHERE id = ${id()}`,
    () => `CALL checkDHCPv${n}ClientClassKnownDependencyChange()`,
    () => `CALL checkDHCPv${n}ClientClassDependency(${id()}, ${id()})`,
    () => `CALL setClientClass${n}Order(${id()}, ${follow()}, ${follow()})`,
    () => memory,
  ]
  const weights = [3, 3, 2, 4, 1, 2, 1, 1, 2, 2, 1, 1]
  const bag = weights.flatMap((weight, place) => Array<number>(weight).fill(place))
  return [
    revision(n),
    `INSERT IGNORE INTO dhcp${n}_server (id, tag, modification_ts) VALUES (2, 's2', '2001-01-01'), (3, 's3', '2001-01-01')`,
    ...Array.from({length: count}, () => makers[bag[next(bag.length)]!]!()),
  ]
}

export const classes: readonly string[] = [...told(4), ...told(6)]
