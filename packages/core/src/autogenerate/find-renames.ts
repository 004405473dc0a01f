import { editDistance } from '../nearest.js'
import { canonicalJson } from '../schema/canonical-json.js'
import type { Column, Table } from '../schema/types.js'

/** Something that went, something that came, and how alike they are: from 0 to 1. */
export interface Candidate<T> {
  readonly from: T
  readonly to: T
  readonly score: number
}

/** Which tables that came may be tables that went: those with columns alike, the likeliest first. */
export const findTableRenames = (gone: readonly Table[], come: readonly Table[]): readonly Candidate<Table>[] =>
  pairs(gone, come, (from, to) => {
    if (from.name.schema !== to.name.schema) return null
    const columns = likenessOfColumns(from, to)
    return columns < enough ? null : 0.8 * columns + 0.2 * likeness(from.name.name, to.name.name)
  })

/** Which columns that came may be columns that went: those of the same type, the likeliest first. */
export const findColumnRenames = (gone: readonly Column[], come: readonly Column[]): readonly Candidate<Column>[] =>
  pairs(gone, come, (from, to) => {
    // What is computed is no value that could be lost.
    if (from.generated !== null || to.generated !== null || !sameType(from, to)) return null
    const facts = [
      from.nullable === to.nullable,
      canonicalJson(from.default) === canonicalJson(to.default),
      from.collation === to.collation,
    ]
    return 0.4 + 0.1 * facts.filter(Boolean).length + 0.3 * likeness(from.name, to.name)
  })

/** Below this, two tables have so little in common that nobody would have made one of the other. */
const enough = 0.5

const pairs = <T>(
  gone: readonly T[],
  come: readonly T[],
  scoreOf: (from: T, to: T) => number | null,
): readonly Candidate<T>[] =>
  gone
    .flatMap((from) =>
      come.flatMap((to) => {
        const score = scoreOf(from, to)
        return score === null ? [] : [{ from, to, score: Math.round(score * 100) / 100 }]
      }),
    )
    .sort((a, b) => b.score - a.score)

/** Columns of the same name and type count whole, others of the same type half. */
const likenessOfColumns = (from: Table, to: Table): number => {
  const left = [...to.columns]
  const take = (fits: (column: Column) => boolean): boolean => {
    const position = left.findIndex(fits)
    if (position >= 0) left.splice(position, 1)
    return position >= 0
  }
  const others = from.columns.filter((column) => !take((each) => each.name === column.name && sameType(each, column)))
  const whole = from.columns.length - others.length
  const half = others.filter((column) => take((each) => sameType(each, column))).length
  return (2 * (whole + half / 2)) / (from.columns.length + to.columns.length)
}

const sameType = (a: Column, b: Column): boolean => canonicalJson(a.type) === canonicalJson(b.type)

const likeness = (a: string, b: string): number => {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  return 1 - editDistance(one, other) / Math.max(one.length, other.length, 1)
}
