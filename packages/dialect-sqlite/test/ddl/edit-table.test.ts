import { isMigrateError } from '@ads/migrate-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editTable } from '../../src/ddl/edit-table.js'
import { sameIdentifier } from '../../src/ddl/identifiers.js'
import { parseCreateTable } from '../../src/ddl/parse-create-table.js'
import { draw, editOf, namingTable, type RandomEdit } from './random-edits.js'
import { commentsOf, partsOf, type TableFacts, tableFacts, withTable } from './scratch-table.js'

const numRuns = process.env.LONG ? 100_000 : 5000

/** The facts as far as the edit says what becomes of them: what it leaves open is empty on both sides. */
const comparable = (facts: TableFacts, expected: TableFacts, { edit }: RandomEdit): TableFacts => ({
  ...facts,
  constraints: expected.constraints.length === 0 ? [] : facts.constraints,
  foreignKeys: expected.foreignKeys.length === 0 && openKinds.has(edit.kind) ? [] : facts.foreignKeys,
  indexes: expected.indexes.length === 0 ? [] : facts.indexes,
})

const openKinds = new Set(['reorderColumns', 'addConstraint', 'dropConstraint'])

const refusals = new Map<string, number>()
const edits = new Map<string, number>()

const edited = (stored: string, { edit }: RandomEdit): string | null => {
  try {
    const text = editTable(stored, [edit])
    edits.set(edit.kind, (edits.get(edit.kind) ?? 0) + 1)
    return text
  } catch (error) {
    if (!isMigrateError(error) || error.code !== 'OPERATION_REFUSED') throw error
    refusals.set(edit.kind, (refusals.get(edit.kind) ?? 0) + 1)
    return null
  }
}

test('an edit changes the facts that it names and no other, and leaves all other text as it was', () => {
  let accepted = 0
  fc.assert(
    fc.property(namingTable(), draw(), (sql, drawn) => {
      const before = withTable(sql, (stored) => ({ stored, facts: tableFacts() }))
      if (before === null) return
      const random = editOf(parseCreateTable(before.stored), drawn)
      const text = edited(before.stored, random)
      if (text === null) return
      const after = withTable(text, (stored) => ({ stored, facts: tableFacts() }))
      // SQLite must take what the editor gives.
      expect(after?.stored).toBe(text)
      accepted += 1
      const expected = random.expected(before.facts)
      // SQLite keeps a comment between a type and its GENERATED ALWAYS as a part of the type, up to what comes next.
      const isOpen =
        ['setType', 'setOption'].includes(random.edit.kind) ||
        (random.edit.kind === 'setNotNull' && !random.edit.notNull && /strict|rowid/i.test(before.stored))
      const types = (facts: TableFacts) => ({
        ...facts,
        columns: facts.columns.map((each) => ({
          ...each,
          type: /always|--|\/\*/i.test(before.stored) ? '' : each.type,
          // Whether a key column is NOT NULL by itself depends on its type and on the options of the table.
          notnull: each.pk > 0 && isOpen ? 0 : each.notnull,
        })),
      })
      expect(types(comparable(after!.facts, expected, random))).toEqual(types(expected))
      expectUntouched(before.stored, text, random)
    }),
    { numRuns },
  )
  expect(accepted).toBeGreaterThan(numRuns / 3)
  if (process.env.LONG) console.log({ accepted, refusals, edits })
}, 1_800_000)

const expectUntouched = (before: string, after: string, { edit, column, takesComments }: RandomEdit): void => {
  const texts = partsOf(after)
  for (const part of parseCreateTable(before).columns) {
    const own = column !== null && sameIdentifier(part.name.value, column)
    if (own || ['dropConstraint', 'renameColumns'].includes(edit.kind)) continue
    expect(texts.columns).toContain(before.slice(part.start, part.end))
  }
  if (!['dropConstraint', 'renameColumns', 'setAutoIncrement'].includes(edit.kind)) {
    expect(texts.constraints.slice(0, partsOf(before).constraints.length)).toEqual(partsOf(before).constraints)
  }
  if (takesComments) return
  // A comment inside of what is replaced goes with it; those around it stay.
  const changed = parseCreateTable(before)
    .columns.filter(({ name }) => column !== null && sameIdentifier(name.value, column))
    .flatMap(({ type, constraints }) => [...(type === null ? [] : [type]), ...constraints])
  const around = parseCreateTable(before).comments.filter(
    (comment) => !changed.some(({ start, end }) => comment.start >= start && comment.end <= end),
  )
  const kept = commentsOf(after)
  for (const { text } of around) {
    const place = kept.indexOf(text.trimEnd())
    expect(place).toBeGreaterThanOrEqual(0)
    kept.splice(place, 1)
  }
}

test('an edit and its inverse leave the text that there was, to the byte', () => {
  let tried = 0
  fc.assert(
    fc.property(namingTable(), draw(), (sql, drawn) => {
      const stored = withTable(sql, (text) => text)
      if (stored === null) return
      const random = editOf(parseCreateTable(stored), drawn)
      if (random.inverse === null) return
      const text = edited(stored, random)
      if (text === null) return
      tried += 1
      expect(editTable(text, [random.inverse])).toBe(stored)
      expect(editTable(stored, [random.edit, random.inverse])).toBe(stored)
    }),
    { numRuns },
  )
  expect(tried).toBeGreaterThan(numRuns / 10)
}, 1_800_000)
