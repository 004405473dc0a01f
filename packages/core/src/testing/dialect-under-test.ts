import type { Dialect } from '../dialect/dialect.js'
import type { OperationKind } from '../operations/operation.js'

/** A dialect, and what its tests need to know of it. */
export interface DialectUnderTest {
  readonly dialect: Dialect
  /** The address of a database of its own for each call: empty, or not there yet. */
  readonly address: () => { readonly url: string; readonly folder: string }
  /** The folder of the golden SQL, relative to the test file: the statements of each case, for a reviewer to read. */
  readonly golden: string
  /** The cases that the engine or the dialect cannot do, with the code of the error that says so. */
  readonly refuses?: Readonly<Record<string, string>>
  /** The cases that it can do, but not undo, with the code of the error that says so. */
  readonly cannotUndo?: Readonly<Record<string, string>>
  /** Which cases are tried; all where left out. */
  readonly cases?: (name: string) => boolean
  /** The kinds of operations that random schemas are changed by; every kind that changes schemas where left out. */
  readonly randomKinds?: readonly OperationKind[]
  /** How many random schemas; 100 where left out. */
  readonly numRuns?: number
  /** What the random schemas are drawn from; the same ones in every run where left out. */
  readonly seed?: number
}
