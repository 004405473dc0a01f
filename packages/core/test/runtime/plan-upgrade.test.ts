import { expect, test } from 'vitest'
import { expectStatements, type UpgradePlan } from '../../src/runtime/plan-upgrade.js'

const change = (
  statements: readonly string[],
  otherwise: readonly (readonly string[])[] = [],
  way: string | null = 'native',
) => ({
  operations: [],
  way,
  reason: null,
  statements,
  otherwise,
  copy: null,
  refusals: [],
})

const plan: UpgradePlan = {
  current: [],
  pending: ['r1'],
  fingerprint: '',
  notes: [],
  steps: [
    {
      revision: 'r1',
      message: '',
      from: [],
      to: ['r1'],
      changes: [change(['a', 'b']), change([], [], null), change(['c'], [['d', 'e']])],
      irreversible: null,
      losses: [],
      drops: [],
      failure: null,
    },
  ],
}

test.each([[['a', 'b', 'c']], [['a', 'b', 'd', 'e']]])(
  'a revision may run what was planned for it: %j',
  (statements) => {
    expect(() => expectStatements(plan, 'r1', statements)).not.toThrow()
  },
)

test.each([
  ['r1', []],
  ['r1', ['a', 'b']],
  ['r1', ['b', 'a', 'c']],
  ['r1', ['a', 'b', 'd']],
  ['r1', ['a', 'b', 'c', 'd']],
  ['r1', ['a', 'x', 'c']],
  ['r2', []],
])('a revision that would run anything else is refused: %s %j', (revision, statements) => {
  expect(() => expectStatements(plan, revision, statements)).toThrow(expect.objectContaining({ code: 'PLAN_CHANGED' }))
})
