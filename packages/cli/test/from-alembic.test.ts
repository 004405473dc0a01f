/** docs/from-alembic.md: that it leaves nothing of Alembic out, and that what it names instead is there. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@ads/migrate-core'
import { recordOperations } from '@ads/migrate-core/operations'
import * as schema from '@ads/migrate-core/schema'
import { describe, expect, test } from 'vitest'
import { commands } from '../src/commands.js'
import { configKeys } from '../src/config/config-keys.js'
import { globalOptions } from '../src/options.js'
import { recordOptions } from '../src/record-options.js'
import { readDocument, root } from './documents/documents.js'

interface Row {
  readonly section: string
  readonly alembic: string
  readonly here: string
  readonly remark: string
}

const text = readFileSync(join(root, 'docs/from-alembic.md'), 'utf8')
const rows: readonly Row[] = text.split(/^## /m).flatMap((part) => {
  const section = part.split('\n')[0]!
  return [...part.matchAll(/^\| (.*?) \| (.*?) \|(.*)\|$/gm)]
    .map(([, alembic = '', here = '', remark = '']) => ({ section, alembic, here, remark: remark.trim() }))
    .filter(({ alembic }) => alembic !== 'Alembic')
})

/** What Alembic 1.19 has, by the section that it belongs to. */
const inventory: Readonly<Record<string, string>> = {
  Commands: `branches check current downgrade edit ensure_version heads history init list_templates merge revision show
    stamp upgrade`,
  Flags: `--autogenerate --branch-label --check-heads --config --depends-on --head --indicate-current --message --name
    --package --purge --quiet --raiseerr --resolve-dependencies --rev-id --rev-range --splice --sql --tag --template
    --verbose --version --version-path -x ALEMBIC_CONFIG`,
  'alembic.ini': `cwd databases entrypoint executable file_template hooks loggers module options output_encoding
    path_separator post_write_hooks prepend_sys_path recursive_version_locations revision_environment script_location
    sourceless sqlalchemy.url timezone truncate_slug_length type version_locations version_path_separator`,
  'env.py': `alembic_module_prefix autogenerate_plugins begin_transaction compare_server_default compare_type connection
    dialect_name dialect_opts downgrade_token execute get_bind get_context get_head_revision get_head_revisions
    get_revision_argument get_starting_revision_argument get_tag_argument get_x_argument include_name include_object
    include_schemas is_offline_mode is_transactional_ddl literal_binds mssql_batch_separator on_version_apply
    oracle_batch_separator output_buffer process_revision_directives render_as_batch render_item requires_connection
    run_migrations sqlalchemy_module_prefix starting_rev static_output target_metadata template_args
    transaction_per_migration transactional_ddl upgrade_token url user_module_prefix version_table version_table_pk
    version_table_schema`,
  'script.py.mako': `branch_labels config create_date depends_on down_revision downgrades imports message up_revision
    upgrades`,
  Operations: `add_column alter_column batch_alter_table bulk_insert create_check_constraint create_exclude_constraint
    create_foreign_key create_index create_primary_key create_table create_table_comment create_unique_constraint
    drop_column drop_constraint drop_index drop_table drop_table_comment execute f get_bind get_context
    implementation_for inline_literal invoke register_operation rename_table run_async`,
}

test.each(Object.entries(inventory))('%s: everything that Alembic has stands in the table', (section, names) => {
  const named = rows.filter((row) => row.section === section).flatMap(({ alembic }) => alembic.split(/,? /))
  expect(names.split(/\s+/).filter((name) => !named.includes(name))).toEqual([])
})

test('every row names something, or says why it is not needed', () => {
  // What is settings of one hook, or another form of the row above, is explained there.
  const explained = rows.filter(({ here, remark }) => here !== '–' || remark !== '')
  expect(rows.length).toBeGreaterThan(120)
  expect(explained.length / rows.length).toBeGreaterThan(0.85)
  expect(rows.filter(({ here }) => here !== '–' && !/^`[^`]+`$/.test(here))).toEqual([])
})

const optionsOf = (command: string): readonly string[] => {
  const found = commands.find(({ name }) => name === command)
  const recorded = [globalOptions, ...(found ? [found.options] : [])].map((define) => recordOptions(define)!.options)
  return recorded.flatMap((options) => [...options.keys()])
}

/** The methods that a script's `op` has. */
const opMethods = (): readonly string[] => {
  let names: readonly string[] = []
  recordOperations(
    (op) => {
      names = Object.keys(op)
    },
    {
      dialect: 'none',
      naming: core.defineHistory({ scripts: '.' }).naming,
      compile: () => ({ kind: 'expression', sql: '' }) as never,
    },
  )
  return names
}

/** What a template is given. */
const templateParts = (): readonly string[] => {
  const seen = new Set<string>()
  const get = (_: object, name: string | symbol): string => {
    seen.add(String(name))
    return ''
  }
  const parts = new Proxy({}, { get })
  core.defaultTemplate(parts as core.RevisionParts)
  return [...seen]
}

describe('what stands on the right is there', () => {
  const named = [...new Set(rows.map(({ here }) => here.replaceAll('`', '')).filter((here) => here !== '–'))]
  test.each(named)('%s', (name) => {
    const [program, command = '', option] = name.split(' ')
    if (program === 'migrate') {
      expect(commands.map((each) => each.name)).toContain(command)
      if (option !== undefined) expect(optionsOf(command)).toContain(option.slice(2))
    } else if (name.startsWith('-')) {
      expect([...optionsOf(''), 'version']).toContain(name.replace(/^-+/, ''))
    } else if (name.startsWith('op.')) {
      expect(opMethods()).toContain(name.slice(3))
    } else if (name.endsWith('()')) {
      expect(Object.getOwnPropertyNames(core.Migrator.prototype)).toContain(name.slice('Migrator.'.length, -2))
    } else {
      const known = [...configKeys, ...historyKeys, ...configContext, ...migratorOptions, ...templateParts(), ...header]
      expect([...known, ...Object.keys(core), ...Object.keys(schema)]).toContain(name)
    }
  })
})

// Checked by the compiler.
const historyKeys: readonly (keyof core.HistoryInput)[] = ['scripts', 'transaction', 'versionTable', 'template']
const configContext: readonly (keyof core.ConfigContext)[] = ['env', 'x', 'tag']
const migratorOptions: readonly (keyof core.MigratorOptions)[] = ['connection', 'onEvent']
const header: readonly (keyof core.RevisionParts)[] = [
  ...(['message', 'revision', 'downRevision', 'branchLabels', 'dependsOn', 'createDate'] as const),
]

test('the document is one of those that are checked', () => {
  expect(readDocument('docs/from-alembic.md').spans.length).toBeGreaterThan(100)
})
