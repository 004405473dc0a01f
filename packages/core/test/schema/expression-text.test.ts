import { describe, expect, test } from 'vitest'
import { columnsNamedIn, mentionsName, renameColumnIn, renameTableIn } from '../../src/schema/expression-text.js'

describe('the columns that a text names', () => {
  const columns = ['id', 'name', 'order', 'lower', 'x']
  test.each([
    ['name > 0', ['name']],
    ['x = 1 AND NAME = 2', ['name', 'x']],
    [`'name' = "id"`, ['id']],
    ['`name` + [id]', ['id', 'name']],
    ['-- name\nid /* x */', ['id']],
    ['t.name = other.id', ['name']],
    ['"t"."name" = 1', ['name']],
    ['lower(x)', ['x']],
    ['"order" = id', ['id', 'order']],
    ['id ORDER BY x', ['id', 'x']],
    [`X'00' = id`, ['id']],
    ['id[x]', ['id']],
    ['(id) [ x ]', ['id']],
    ['1e5 = id', ['id']],
    ['named = id', ['id']],
  ])('%s', (text, named) => {
    expect(columnsNamedIn(text, columns, 't')).toEqual(named)
  })
})

describe('a renamed column', () => {
  test.each([
    ['a > 0 AND b = a', 'new', 'new > 0 AND b = new'],
    [`"a" = 'a'`, 'new', `"new" = 'a'`],
    ['`a` = [a]', 'it`s', '`it``s` = [it`s]'],
    ['[a]', 'x]y', '"x]y"'],
    ['a > 0', 'order', '"order" > 0'],
    ['a > 0', 'two words', '"two words" > 0'],
    ['A > 0', 'b', 'b > 0'],
    ['t.a = u.a', 'b', 't.b = u.a'],
    ['a(1) + a', 'b', 'a(1) + b'],
    ['a -- a\n+ 1', 'b', 'b -- a\n+ 1'],
  ])('%s with %s in the place of a', (text, to, expected) => {
    expect(renameColumnIn(text, 't', 'a', to)).toBe(expected)
  })
})

test('a renamed table is followed before a dot, and nowhere else', () => {
  expect(renameTableIn('t.a = t AND "t".b = u.t', 't', 'new')).toBe('new.a = t AND "new".b = u.t')
})

test.each([
  ['SELECT a FROM t', 't', true],
  ['SELECT a FROM "select"', 'select', true],
  ['SELECT a FROM t', 'select', false],
  ['SELECT a FROM array', 'array', true],
  ["SELECT 't'", 't', false],
])('%s mentions %s: %s', (sql, name, expected) => {
  expect(mentionsName(sql, name)).toBe(expected)
})
