import type { CreateTable } from './create-table.js'
import { type Item, lineBreakBefore, lineBreakBehind } from './edit-layout.js'
import { type Change, insertAt, removeSpan, spaceEnd, spaceStart } from './splice.js'

/** Puts a column before all others. */
export const insertFirst = ({ sql, tokens }: CreateTable, items: readonly Item[], text: string): readonly Change[] => {
  const { start } = items[0]!
  const space = sql.slice(spaceStart(tokens, start), start)
  return [insertAt(start, `${text},${/\r?\n[^\n]*$/.exec(space)?.[0] ?? ' '}`)]
}

/** Puts a column or constraint behind another, in the manner in which the table breaks its lines and sets its commas. */
export const insertBehind = (
  statement: CreateTable,
  items: readonly Item[],
  index: number,
  text: string,
): readonly Change[] => {
  const item = items[index]!
  const style = commaStyle(statement, items, index)
  if (style !== null)
    return [insertAt(style.at, `${lineBreakAt(statement, style.at, style.before)},${style.after}${text}`)]
  const space = lineBreakBefore(statement, item.start)
  if (item.comma !== null) {
    const ending = behindComments(statement, item, item.comma.end)
    return [insertAt(item.end, `${lineBreakAt(statement, item.end, space ?? ending ?? ' ')}${text},`)]
  }
  // Comments that end the line stay on it: the comma goes before them.
  const ending = behindComments(statement, item, item.node.end)
  return ending === null
    ? [insertAt(item.end, `,${space ?? ' '}${text}`)]
    : [insertAt(item.node.end, ','), insertAt(item.end, lineBreakAt(statement, item.end, space ?? ending) + text)]
}

/** Takes a column or constraint out with its comments and one comma: its own, or for the last one that before it. */
export const removeItem = ({ tokens }: CreateTable, items: readonly Item[], index: number): readonly Change[] => {
  const { start, comma, end } = items[index]!
  if (index === 0) return [removeSpan(start, spaceEnd(tokens, end))]
  const own = removeSpan(spaceStart(tokens, start), end)
  const before = items[index - 1]!.comma
  if (comma !== null || before === null || index < items.length - 1) return [own]
  return [removeSpan(spaceStart(tokens, before.start), before.end), own]
}

/** The line break behind the comments that end the line of an item; null where it has none. */
const behindComments = (statement: CreateTable, item: Item, from: number): string | null =>
  item.end > from ? lineBreakBehind(statement, item.end) : null

// Up to the line feed, what stands behind such a comment belongs to it: a carriage return is there already.
const lineBreakAt = ({ tokens }: CreateTable, offset: number, space: string): string =>
  tokens.some(({ end, text }) => end === offset && text.startsWith('--')) ? space.replace(/^[^\n]*/, '') : space

interface LeadingComma {
  readonly at: number
  readonly before: string
  readonly after: string
}

/** How a comma stands that begins a line, where the table is written so around this item. */
const commaStyle = (statement: CreateTable, items: readonly Item[], index: number): LeadingComma | null => {
  const { sql, tokens } = statement
  const item = items[index]!
  const { comma } = item.comma === null ? (items[index - 1] ?? item) : item
  if (comma === null || lineBreakBefore(statement, comma.start) === null) return null
  // Behind its comma, a comment that ends the line would change its owner.
  if (item.comma !== null && item.end > item.comma.end) return null
  const start = spaceStart(tokens, comma.start)
  return {
    at: item.comma === null ? item.end : start,
    before: sql.slice(start, comma.start),
    after: sql.slice(comma.end, spaceEnd(tokens, comma.end)),
  }
}
