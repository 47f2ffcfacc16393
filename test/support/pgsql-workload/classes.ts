const then = "'2001-02-03 04:05:06+00'"

/** Names a to z; a class that follows, depends on KNOWN, carries a context. */
function add(n: number, name: string, more: Readonly<Record<string, string>> = {}): string {
  const columns = ['name', 'modification_ts', ...Object.keys(more)].join(', ')
  const values = [`'${name}'`, then, ...Object.values(more)].join(', ')
  return `INSERT INTO dhcp${n}_client_class (${columns}) VALUES (${values})`
}

const id = (n: number, name: string) =>
  /^\d+$|^NULL$/.test(name) ? name : `(SELECT id FROM dhcp${n}_client_class WHERE name = '${name}')`
const depend = (n: number, name: string, on: string) =>
  `INSERT INTO dhcp${n}_client_class_dependency (class_id, dependency_id) SELECT ${id(n, name)}, ${id(n, on)}`
const undepend = (n: number, name: string) =>
  `DELETE FROM dhcp${n}_client_class_dependency WHERE class_id = ${id(n, name)}`
const serve = (n: number, name: string, tag: string) =>
  `INSERT INTO dhcp${n}_client_class_server (class_id, server_id, modification_ts) SELECT ${id(n, name)}, id, ${then} FROM dhcp${n}_server WHERE tag = '${tag}'`
const set = (n: number, name: string, change: string) =>
  `UPDATE dhcp${n}_client_class SET ${change} WHERE name = '${name}'`
const follow = (n: number, name: string, other: string) =>
  set(n, name, `follow_class_name = ${other === 'NULL' ? other : `'${other}'`}`)
const check = (n: number) => `SELECT checkDHCPv${n}ClientClassKnownDependencyChange()`
const remove = (n: number, name: string) => `DELETE FROM dhcp${n}_client_class WHERE name = '${name}'`
const letters = ['a', 'b', 'c', 'd', 'e', 'f']

/** The order of classes: appended, put behind another, moved to every place, and back. */
const ordering = (n: number): readonly string[] => [
  ...['a', 'b', 'c'].map(name => add(n, name)),
  add(n, 'd', {follow_class_name: "'a'"}),
  add(n, 'e', {follow_class_name: "'c'", test: "'x'", valid_lifetime: '7'}),
  add(n, 'f', {follow_class_name: 'NULL', user_context: `'{"a":1}'`}),
  add(n, 'g', {follow_class_name: "'nosuch'"}),
  add(n, 'g', {follow_class_name: "'g'"}),
  add(n, 'g', {follow_class_name: "''"}),
  add(n, 'a'),
  set(n, 'b', "test = 'y'"),
  ...letters.flatMap(name => letters.filter(other => other !== name).map(other => follow(n, name, other))),
  ...letters.map(name => follow(n, name, 'NULL')),
  follow(n, 'a', 'a'),
  follow(n, 'a', 'a'),
  follow(n, 'a', 'nosuch'),
  set(n, 'c', "name = 'cc'"),
  set(n, 'cc', "name = 'c', follow_class_name = 'b'"),
  `UPDATE dhcp${n}_client_class SET modification_ts = modification_ts`,
  `SELECT setClientClass${n}Order(${id(n, 'a')}, NULL, NULL)`,
  `SELECT setClientClass${n}Order(${id(n, 'a')}, 'b', NULL)`,
  `SELECT setClientClass${n}Order(${id(n, 'a')}, 'b', 'b')`,
  `SELECT setClientClass${n}Order(${id(n, 'a')}, NULL, 'b')`,
  `SELECT setClientClass${n}Order(${id(n, 'a')}, 'nosuch', 'b')`,
  `SELECT setClientClass${n}Order(999999, 'a', NULL)`,
  `SELECT setClientClass${n}Order(999999, NULL, NULL)`,
  `SELECT setClientClass${n}Order(NULL, NULL, NULL)`,
  remove(n, 'd'),
  add(n, 'd'),
]

/** Who may depend on whom: order, servers, ids that are none. */
const dependencies = (n: number): readonly string[] => [
  `DELETE FROM dhcp${n}_client_class`,
  `INSERT INTO dhcp${n}_server (tag, modification_ts) VALUES ('s1', ${then}), ('s2', ${then})`,
  ...letters.map(name => add(n, name)),
  ...letters.flatMap(name => letters.map(on => depend(n, name, on))),
  depend(n, 'b', 'a'),
  ...letters.map(name => undepend(n, name)),
  ...['999999', 'NULL'].flatMap(odd => [depend(n, odd, 'a'), depend(n, 'a', odd), depend(n, odd, odd)]),
  serve(n, 'a', 's1'),
  serve(n, 'b', 'all'),
  serve(n, 'c', 's1'),
  serve(n, 'd', 's2'),
  serve(n, 'e', 's1'),
  serve(n, 'e', 's2'),
  ...letters.flatMap(name => letters.map(on => depend(n, name, on))),
  `SELECT checkDHCPv${n}ClientClassDependency(${id(n, 'c')}, ${id(n, 'a')})`,
  `SELECT checkDHCPv${n}ClientClassDependency(${id(n, 'a')}, ${id(n, 'c')})`,
  `SELECT checkDHCPv${n}ClientClassDependency(${id(n, 'd')}, ${id(n, 'a')})`,
  `SELECT checkDHCPv${n}ClientClassDependency(${id(n, 'e')}, ${id(n, 'a')})`,
  `SELECT checkDHCPv${n}ClientClassDependency(NULL, NULL)`,
  // Nobody moves before what it depends on, or behind what depends on it.
  ...letters.flatMap(name => letters.filter(other => other !== name).map(other => follow(n, name, other))),
  ...letters.map(name => follow(n, name, 'NULL')),
  ...letters.map(name => remove(n, name)),
  ...[...letters].reverse().map(name => remove(n, name)),
  `DELETE FROM dhcp${n}_client_class`,
  `DELETE FROM dhcp${n}_server WHERE tag IN ('s1', 's2')`,
  `DELETE FROM dhcp${n}_client_class_server`,
  `DELETE FROM dhcp${n}_client_class_dependency`,
  `DELETE FROM dhcp${n}_client_class`,
  `DELETE FROM dhcp${n}_server WHERE tag IN ('s1', 's2')`,
]

/** Dependence on KNOWN, its own and through others, and its change by an update. */
const known = (n: number): readonly string[] => [
  add(n, 'k', {depend_on_known_directly: 'true'}),
  add(n, 'l'),
  add(n, 'm'),
  add(n, 'o'),
  add(n, 'p'),
  check(n),
  depend(n, 'l', 'k'),
  check(n),
  depend(n, 'm', 'l'),
  depend(n, 'p', 'o'),
  `SELECT updateDHCPv${n}ClientClassKnownDependency(${id(n, 'p')}, ${id(n, 'o')})`,
  `SELECT updateDHCPv${n}ClientClassKnownDependency(${id(n, 'p')}, ${id(n, 'k')})`,
  `SELECT updateDHCPv${n}ClientClassKnownDependency(999999, ${id(n, 'k')})`,
  `SELECT updateDHCPv${n}ClientClassKnownDependency(${id(n, 'p')}, NULL)`,
  check(n),
  ...['k', 'l', 'm', 'o', 'p'].flatMap(name => [
    'BEGIN',
    set(n, name, "test = 'changed'"),
    check(n),
    'ROLLBACK',
    'BEGIN',
    set(n, name, 'depend_on_known_directly = NOT depend_on_known_directly'),
    check(n),
    'ROLLBACK',
    'BEGIN',
    set(n, name, "test = 'changed'"),
    undepend(n, name),
    check(n),
    'ROLLBACK',
    'BEGIN',
    set(n, name, "test = 'changed', depend_on_known_directly = true"),
    undepend(n, name),
    depend(n, name, 'k'),
    check(n),
    'ROLLBACK',
    'BEGIN',
    set(n, name, 'follow_class_name = NULL'),
    follow(n, name, 'k'),
    undepend(n, name),
    check(n),
    'ROLLBACK',
  ]),
  set(n, 'k', 'depend_on_known_directly = false'),
  check(n),
  set(n, 'm', 'depend_on_known_directly = true'),
  check(n),
  set(n, 'l', 'depend_on_known_directly = true'),
  check(n),
  undepend(n, 'l'),
  set(n, 'l', 'depend_on_known_directly = false'),
  check(n),
  undepend(n, 'm'),
  set(n, 'l', 'depend_on_known_directly = false'),
  check(n),
  remove(n, 'l'),
  check(n),
  `DELETE FROM dhcp${n}_client_class`,
]

/** Definitions that belong to a class go with it. */
const owned = (n: number): readonly string[] => [
  add(n, 'owner'),
  `INSERT INTO dhcp${n}_option_def (code, name, space, type, modification_ts, is_array, encapsulate, class_id)
     SELECT 222, 'mine', 'dhcp${n}', 1, ${then}, false, '', ${id(n, 'owner')}`,
  set(n, 'owner', 'id = 5000'),
  `UPDATE dhcp${n}_client_class_order SET order_index = 5`,
  remove(n, 'owner'),
]

export function clientClasses(n: number): readonly string[] {
  return [
    add(n, 'unaudited'),
    `SELECT createAuditRevisionDHCP${n}('2005-01-01 00:00:00+00', 'all', 'classes', false)`,
    ...ordering(n),
    ...dependencies(n),
    ...known(n),
    ...owned(n),
  ]
}
