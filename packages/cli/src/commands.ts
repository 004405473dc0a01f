import type { Argv } from 'yargs'
import type { CommandBody } from './session.js'

/** What the command line knows of a command before it runs; its module is loaded only then. */
export interface Command {
  readonly name: string
  /** Its positional arguments, as yargs writes them. */
  readonly usage: string
  readonly aliases?: readonly string[]
  readonly describe: string
  readonly options: (parser: Argv) => Argv
  readonly load: () => Promise<CommandBody<never>>
}

const revisionArgument = (parser: Argv, describe: string, required: boolean): Argv =>
  parser.positional('revision', {
    type: 'string',
    describe,
    ...(required ? { demandOption: true } : { default: 'head' }),
  })

const flag = (describe: string) => ({ type: 'boolean', default: false, describe }) as const
/** The last of an option's values, as everywhere where an option that takes one is given twice. */
export const lastOf = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === 'object' ? given.at(-1) : given

export const value = (describe: string) => ({ type: 'string', requiresArg: true, coerce: lastOf, describe }) as const
export const values = (describe: string) =>
  ({ type: 'string', array: true, nargs: 1, default: [], defaultDescription: 'none', describe }) as const

const sqlFlag = flag('Print the SQL script instead; takes START:END')

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'upgrade',
    usage: '[revision]',
    describe: 'Apply revisions, up to head or to the one given',
    options: (parser) =>
      revisionArgument(parser, 'A revision, head, heads, +N, or START:END with --sql', false)
        .option('sql', sqlFlag)
        .example('$0 upgrade head', 'apply everything')
        .example('$0 upgrade head --sql > upgrade.sql', 'print it instead'),
    load: async () => (await import('./commands/upgrade.js')).upgrade,
  },
  {
    name: 'downgrade',
    usage: '<revision>',
    describe: 'Take revisions back, down to the one given',
    options: (parser) =>
      revisionArgument(parser, 'A revision, base, -N, or START:END with --sql', true)
        .option('sql', sqlFlag)
        .example('$0 downgrade -1', 'take the last revision back'),
    load: async () => (await import('./commands/upgrade.js')).downgrade,
  },
  {
    name: 'current',
    usage: '',
    describe: 'Show where the database is',
    options: (parser) =>
      parser
        .option('check-heads', { alias: 'check', ...flag('Exit with 3 unless it is at all heads') })
        .example('$0 current', ''),
    load: async () => (await import('./commands/current.js')).current,
  },
  {
    name: 'history',
    usage: '',
    describe: 'List the revisions, newest first',
    options: (parser) =>
      parser
        .option('rev-range', { alias: 'r', ...value('START:END, either of which may be left out') })
        .option('indicate-current', { alias: 'i', ...flag('Mark where the database is') })
        .example('$0 history -r base:head', ''),
    load: async () => (await import('./commands/history.js')).history,
  },
  {
    name: 'heads',
    usage: '',
    describe: 'List the revisions that nothing follows',
    options: (parser) =>
      parser
        .option('resolve-dependencies', flag('Leave out heads that others depend on'))
        .option('fail-if-multiple', flag('Exit with 6 where there are several'))
        .example('$0 heads', ''),
    load: async () => (await import('./commands/heads.js')).heads,
  },
  {
    name: 'show',
    usage: '<revision>',
    describe: 'Show a revision',
    options: (parser) =>
      revisionArgument(parser, 'A revision, head, heads, or current', true).example('$0 show head', ''),
    load: async () => (await import('./commands/show.js')).show,
  },
  {
    name: 'stamp',
    usage: '<revisions..>',
    describe: 'Say where the database is, running nothing',
    options: (parser) =>
      parser
        .positional('revisions', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Revisions, head or base',
        })
        .option('purge', flag('First forget where it was said to be'))
        .example('$0 stamp head', 'for a database made before migrations'),
    load: async () => (await import('./commands/stamp.js')).stamp,
  },
  {
    name: 'revision',
    usage: '',
    describe: 'Write a new revision script',
    options: (parser) =>
      parser
        .option('message', {
          alias: 'm',
          default: '',
          defaultDescription: 'none',
          ...value('What it changes, in a few words'),
        })
        .option('autogenerate', flag('Fill it with what leads from the database to the models'))
        .option('offline', flag('With --autogenerate: compare with the history, without a database'))
        .option('allow-drops', flag('With --autogenerate: also drop tables and columns'))
        .option('head', value('The revision to build on; base makes a new root'))
        .option('splice', flag('Build on a revision that is not a head'))
        .option('branch-label', values('A branch label for it'))
        .option('depends-on', values('A revision that must be applied before it'))
        .option('rev-id', value('Its id, instead of a random one'))
        .example('$0 revision --autogenerate -m "add new_field"', ''),
    load: async () => (await import('./commands/revision.js')).revision,
  },
  {
    name: 'check',
    usage: '',
    describe: 'Compare models, history and database',
    options: (parser) =>
      parser.option('offline', flag('Models and history alone, without a database')).example('$0 check', ''),
    load: async () => (await import('./commands/check.js')).check,
  },
]
