import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Modelled, modelNames } from '../../src/autogenerate/model-names.js'
import { hostileNames } from '../../src/testing/hostile.js'

const object = (name: string, kind: Modelled['kind'] = 'table'): Modelled => ({ kind, name: { schema: null, name } })

describe('the constants of models', () => {
  test('have names of their own that JavaScript takes, whatever the objects are called', () => {
    const names = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...hostileNames, 'a_b', 'aB', 'AB', 'ab', 'text'),
    )
    const kinds = fc.constantFrom<Modelled['kind'][]>('table', 'view', 'trigger')
    fc.assert(
      fc.property(fc.array(fc.tuple(names, kinds), { maxLength: 12 }), (given) => {
        const found = [
          ...modelNames(
            given.map(([name, kind]) => object(name, kind)),
            ['text', 'table'],
          ).values(),
        ]
        expect(found).toHaveLength(given.length)
        expect(new Set([...found, 'text', 'table']).size).toBe(found.length + 2)
        const source = found.map((name) => `export const ${name} = 1`).join('\n')
        const { diagnostics } = ts.transpileModule(source, {
          reportDiagnostics: true,
          compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
        })
        expect(
          diagnostics?.map(({ messageText }) => messageText),
          source,
        ).toEqual([])
      }),
    )
  })

  test.each([
    ['ad_accounts', 'adAccounts'],
    ['Order Details', 'orderDetails'],
    ['ALBUMS', 'albums'],
    ['HTMLPage', 'htmlPage'],
    ['AspNetUsers', 'aspNetUsers'],
    ['2fa', 'table2fa'],
    ['class', 'classTable'],
    ['schema', 'schemaTable'],
    ['日本', '日本'],
    ['--', 'table'],
  ])('%s becomes %s', (name, expected) => {
    expect([...modelNames([object(name)], []).values()]).toEqual([expected])
  })

  test('give way to what the file uses already, and number what would still be the same', () => {
    const objects = [
      object('text'),
      object('user_group'),
      object('user-group'),
      object('UserGroup'),
      object('u', 'view'),
    ]
    expect([...modelNames(objects, ['text', 'u']).values()]).toEqual([
      'textTable',
      'userGroup',
      'userGroupTable',
      'userGroupTable2',
      'uView',
    ])
  })
})
