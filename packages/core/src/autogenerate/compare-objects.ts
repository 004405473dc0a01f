import type { Operation } from '../operations/operation.js'
import { mentionsName } from '../schema/expression-text.js'
import { nameKey, type ObjectName, sameName } from '../schema/names.js'
import type { Schema, Trigger, View } from '../schema/types.js'
import { neededFirst } from './sort-tables.js'

/** Views and triggers that have to go before the tables change, and those that come after. */
export interface ObjectOperations {
  readonly first: readonly Operation[]
  readonly last: readonly Operation[]
}

/** What happens to tables that views and triggers may stand on. */
export interface TableChanges {
  /** Tables that go. */
  readonly dropped: readonly ObjectName[]
  /** Tables that lose a column, which `*` would speak of. */
  readonly narrowed: readonly ObjectName[]
  /** Whether views and triggers are compared though there is to be none of their kind. */
  readonly compareAll: boolean
}

/** A schema normalized, and as it was written. */
export interface Sides {
  readonly normal: Schema
  readonly written: Schema
}

/**
 * Drops and makes views and triggers: what changed, and what stands on it. Unless all are compared, views are only where
 * there is to be one, and triggers likewise; others are left alone, but for triggers that would go with a view.
 */
export const objectOperations = (
  from: Sides,
  to: Sides,
  { dropped, narrowed, compareAll }: TableChanges,
): ObjectOperations => {
  const areViewsCompared = compareAll || to.normal.views.size > 0
  const areTriggersCompared = compareAll || to.normal.triggers.size > 0
  const gone = new Set<View | Trigger>()
  const isKept = (object: View | Trigger, wanted: View | Trigger | undefined) =>
    wanted !== undefined &&
    wanted.definition.sql === object.definition.sql &&
    (!('table' in object) || !('table' in wanted) || sameName(object.table, wanted.table))
  const views = [...from.normal.views.values()]
  const triggers = [...from.normal.triggers.values()]
  const reads = (object: View | Trigger, { name }: ObjectName) => mentionsName(object.definition.sql, name)
  const isOverStar = (object: View | Trigger) =>
    object.definition.sql.includes('*') && narrowed.some((table) => reads(object, table))
  const standsOnGone = (object: View | Trigger) =>
    [...gone].some((other) => !('table' in other) && other !== object && reads(object, other.name))
  if (areViewsCompared) {
    for (const view of views)
      if (!isKept(view, to.normal.views.get(nameKey(view.name))) || isOverStar(view)) gone.add(view)
    // What reads a view that goes has to go first, and so on.
    for (let size = -1; size < gone.size; ) {
      size = gone.size
      for (const view of views) if (standsOnGone(view)) gone.add(view)
    }
  }
  for (const trigger of triggers) {
    const isOther = !isKept(trigger, to.normal.triggers.get(nameKey(trigger.name)))
    const onDropped = dropped.some((table) => sameName(table, trigger.table))
    const isCompared = areTriggersCompared && (isOther || onDropped || isOverStar(trigger))
    if (isCompared || standsOnGone(trigger)) gone.add(trigger)
  }
  const newViews = areViewsCompared
    ? [...to.normal.views.values()].filter(({ name }) => isToBeMade(name, from.normal.views, gone))
    : []
  const newTriggers = areTriggersCompared
    ? [...to.normal.triggers.values()].filter(({ name }) => isToBeMade(name, from.normal.triggers, gone))
    : triggers.filter((trigger) => gone.has(trigger))
  const triggerWords = areTriggersCompared ? to.written.triggers : from.written.triggers
  return {
    first: [
      ...triggers.filter((each) => gone.has(each)).map(dropTrigger),
      ...[...readersLast(views.filter((each) => gone.has(each)))].reverse().map(dropView),
    ],
    last: [
      ...readersLast(newViews).map(({ name }) => createView(to.written.views.get(nameKey(name))!)),
      ...newTriggers.map(({ name }) => createTrigger(triggerWords.get(nameKey(name))!)),
    ],
  }
}

const isToBeMade = <T extends View | Trigger>(
  name: ObjectName,
  there: ReadonlyMap<string, T>,
  gone: ReadonlySet<View | Trigger>,
): boolean => {
  const before = there.get(nameKey(name))
  return before === undefined || gone.has(before)
}

/** Views after those that they read. */
const readersLast = (views: readonly View[]): readonly View[] =>
  neededFirst(views, (view) =>
    views.filter((other) => other !== view && mentionsName(view.definition.sql, other.name.name)),
  )

const dropView = ({ name }: View): Operation => ({ kind: 'dropView', view: name, ifExists: false })
const dropTrigger = ({ name }: Trigger): Operation => ({ kind: 'dropTrigger', trigger: name, ifExists: false })
const createView = (view: View): Operation => ({ kind: 'createView', view: { ...view, source: null } })
const createTrigger = (trigger: Trigger): Operation => ({
  kind: 'createTrigger',
  trigger: { ...trigger, source: null },
})
