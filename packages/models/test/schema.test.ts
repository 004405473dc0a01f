import { expect, test } from 'vitest'
import { schema } from '../src/index.js'

test('every model is in the schema, under the name of its table', () => {
  expect(Object.keys(schema.tables).sort()).toEqual([
    'ad_accounts',
    'audience_demographics',
    'campaign_daily_metrics',
    'campaigns',
    'creative_daily_metrics',
    'creatives',
    'sync_log',
  ])
  expect([...schema.schema.tables.keys()].sort()).toEqual(Object.keys(schema.tables).sort())
})

test('what refers to another table does so with a foreign key', () => {
  const references = [...schema.schema.tables.values()].flatMap(({ name, constraints }) =>
    constraints.flatMap((constraint) =>
      constraint.kind === 'foreignKey'
        ? [
            `${name.name}.${constraint.columns.join()} > ${constraint.references.table.name}.${constraint.references.columns.join()}`,
          ]
        : [],
    ),
  )
  expect(references.sort()).toEqual([
    'audience_demographics.account_id > ad_accounts.id',
    'campaign_daily_metrics.campaign_id > campaigns.id',
    'campaigns.account_id > ad_accounts.id',
    'creative_daily_metrics.creative_id > creatives.id',
    'creatives.account_id > ad_accounts.id',
    'creatives.campaign_id > campaigns.id',
  ])
})
