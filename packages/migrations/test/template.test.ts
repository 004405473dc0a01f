import { expect, test } from 'vitest'
import template from '../revision.template.js'

test('a new revision is its comment, its imports, its exports and two typed functions', () => {
  const comment = `/**
 * add new_field to campaigns
 *
 * Revision ID: 4f1c2a9e77b0
 * Revises: 0001
 * Create Date: 2026-11-22T07:10:00Z
 */`
  const text = template({
    revision: '4f1c2a9e77b0',
    downRevision: ['0001'],
    dependsOn: [],
    branchLabels: [],
    message: 'add new_field to campaigns',
    createDate: '2026-11-22T07:10:00Z',
    comment,
    imports: "import { type Op, text } from '@ads/migrate-core/schema'",
    exports: "export const revision = '4f1c2a9e77b0'\nexport const downRevision = '0001'",
    upgrade: "  op.addColumn('campaigns', 'new_field', text())",
    downgrade: "  op.dropColumn('campaigns', 'new_field')",
  })
  expect(text).toBe(`${comment}
import { type Op, text } from '@ads/migrate-core/schema'

export const revision = '4f1c2a9e77b0'
export const downRevision = '0001'

export function upgrade(op: Op): void {
  op.addColumn('campaigns', 'new_field', text())
}

export function downgrade(op: Op): void {
  op.dropColumn('campaigns', 'new_field')
}
`)
})
