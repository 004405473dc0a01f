import type { Argv } from 'yargs'
import type { Command } from './command.js'
import type { KnownCommand, KnownOptions } from './completion/complete.js'
import { flag, globalOptions, value, values } from './options.js'
import { recordOptions } from './record-options.js'

const revisionArgument = (parser: Argv, describe: string, required: boolean): Argv =>
  parser.positional('revision', {
    type: 'string',
    describe,
    ...(required ? { demandOption: true } : { default: 'head' }),
  })

const revisionsArgument = (parser: Argv, describe: string, required = true): Argv =>
  parser.positional('revisions', {
    type: 'string',
    array: true,
    describe,
    ...(required ? { demandOption: true, default: undefined } : { default: [], defaultDescription: 'none' }),
  })

/** What `revision` and `merge` have in common. */
const newScriptOptions = (parser: Argv): Argv =>
  parser
    .option('branch-label', values('A branch label for it'))
    .option('rev-id', value('Its id, instead of a random one'))
    .option('version-path', value('Its folder, where the history has several'))

const tag = value('A word for the config function and the hooks')
const { requiresArg: _needed, ...backup } = value('First copy the database into DIR, if anything may be lost')
const yes = value("The database's name, where it is protected and this drops")
const sqlFlag = flag('Print the SQL script instead; takes START:END')

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'init',
    usage: '[dir]',
    describe: 'Begin: a config, a history, an example table',
    options: (parser) =>
      parser
        .positional('dir', { type: 'string', default: 'migrations', describe: 'The folder of the history' })
        .option('dialect', value('The dialect, where the project depends on several'))
        .example('$0 init', ''),
    load: async () => (await import('./commands/init.js')).init,
  },
  {
    name: 'upgrade',
    usage: '[revision]',
    describe: 'Apply revisions, up to head or to the one given',
    options: (parser) =>
      revisionArgument(parser, 'A revision, head, heads, +N, or START:END with --sql', false)
        .option('sql', sqlFlag)
        .option('tag', tag)
        .option('allow-ahead', flag('Succeed where a newer release has migrated the database'))
        .option('expect', value('The fingerprint of a plan: refuse any other'))
        .option('backup', backup)
        .option('yes', yes)
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
        .option('tag', tag)
        .option('backup', backup)
        .option('yes', yes)
        .example('$0 downgrade -1', 'take the last revision back'),
    load: async () => (await import('./commands/upgrade.js')).downgrade,
  },
  {
    name: 'plan',
    aliases: ['status'],
    usage: '[revision]',
    describe: 'Show what upgrade would do, changing nothing',
    options: (parser) =>
      revisionArgument(parser, 'A revision, head, heads, or +N', false)
        .option('on-copy', flag('Do it on a copy of the database, and say how that went'))
        .option('tmp', value('The folder of the copy; that of the database where left out'))
        .example('$0 plan -v', 'with the statements')
        .example('$0 plan --on-copy', 'with the time that it takes'),
    load: async () => (await import('./commands/plan.js')).plan,
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
    name: 'branches',
    usage: '',
    describe: 'List the revisions that several follow',
    options: (parser) => parser.example('$0 branches -v', 'with their messages'),
    load: async () => (await import('./commands/branches.js')).branches,
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
    usage: '[revisions..]',
    describe: 'Say where the database is, running nothing',
    options: (parser) =>
      revisionsArgument(parser, 'Revisions, head, heads or base; START:END with --sql', false)
        .option('detect', flag('Find the revision that its schema equals'))
        .option('purge', flag('First forget where it was said to be'))
        .option('sql', sqlFlag)
        .option('tag', tag)
        .option('yes', yes)
        .example('$0 stamp head', 'for a database made before migrations'),
    load: async () => (await import('./commands/stamp.js')).stamp,
  },
  {
    name: 'accept',
    usage: '<revision>',
    describe: 'Say that an edited script is right as it is',
    options: (parser) =>
      revisionArgument(parser, 'An applied revision', true)
        .option('message', { alias: 'm', demandOption: true, ...value('Why; it stands in the log') })
        .option('part', value('Of a revision outside of a transaction: the part that was running when it ended'))
        .option('done', flag('With --part: it was done'))
        .option('not-done', flag('With --part: it was not done'))
        .example('$0 accept 4f1c -m "a comment in the SQL"', ''),
    load: async () => (await import('./commands/accept.js')).accept,
  },
  {
    name: 'log',
    usage: '',
    describe: 'Show what was done to the database',
    options: (parser) => parser.example('$0 log', 'newest first').example('$0 log --json', ''),
    load: async () => (await import('./commands/log.js')).log,
  },
  {
    name: 'revision',
    usage: '',
    describe: 'Write a new revision script',
    options: (parser) =>
      newScriptOptions(parser)
        .option('message', {
          alias: 'm',
          default: '',
          defaultDescription: 'none',
          ...value('What it changes, in a few words'),
        })
        .option('autogenerate', flag('Fill it with what leads from the database to the models'))
        .option('offline', flag('With --autogenerate: compare with the history, without a database'))
        .option('allow-drops', flag('With --autogenerate: also drop tables and columns'))
        .option('rename', values('OLD=NEW of a table, table.OLD=NEW of a column'))
        .option('no-rename', flag('Nothing else was renamed'))
        .option('fill', values('TABLE.COLUMN=VALUE for rows that are there'))
        .option('no-fill', flag('No other column needs a value for rows that are there'))
        .option('amend', flag('With --autogenerate: make the newest revision anew'))
        .option('force', flag('With --amend: also where that loses edits or values'))
        .option('head', value('The revision to build on; base makes a new root'))
        .option('splice', flag('Build on a revision that is not a head'))
        .option('depends-on', values('A revision that must be applied before it'))
        .example('$0 revision --autogenerate -m "add new_field"', '')
        .example('$0 revision --autogenerate --rename ads.title=headline', ''),
    load: async () => (await import('./commands/revision.js')).revision,
  },
  {
    name: 'merge',
    usage: '<revisions..>',
    describe: 'Write a revision that joins several heads',
    options: (parser) =>
      newScriptOptions(revisionsArgument(parser, 'The revisions to join, or heads for all of them'))
        .option('message', { alias: 'm', ...value('What it joins, instead of the ids') })
        .option('splice', flag('Join revisions that are not heads'))
        .example('$0 merge heads', ''),
    load: async () => (await import('./commands/merge.js')).merge,
  },
  {
    name: 'rebase',
    usage: '<revision>',
    describe: 'Let a revision follow another one',
    options: (parser) =>
      revisionArgument(parser, 'A revision that no database has applied', true)
        .option('onto', value('The revision to follow; the other head where left out'))
        .example('$0 rebase 4f1c', 'after somebody else was first'),
    load: async () => (await import('./commands/rebase.js')).rebase,
  },
  {
    name: 'edit',
    usage: '[revision]',
    describe: 'Open a revision script in $VISUAL or $EDITOR',
    options: (parser) =>
      revisionArgument(parser, 'A revision, head, or current', false).example('$0 edit', 'the newest one'),
    load: async () => (await import('./commands/edit.js')).edit,
  },
  {
    name: 'ensure-version',
    usage: '',
    aliases: ['ensure_version'],
    describe: 'Make the version table, if it is missing',
    options: (parser) => parser.option('sql', flag('Print the statements instead')).example('$0 ensure-version', ''),
    load: async () => (await import('./commands/ensure-version.js')).ensureVersion,
  },
  {
    name: 'check',
    usage: '',
    describe: 'Compare models, history and database',
    options: (parser) =>
      parser.option('offline', flag('Models and history alone, without a database')).example('$0 check', ''),
    load: async () => (await import('./commands/check.js')).check,
  },
  {
    name: 'test',
    usage: '',
    describe: 'Take each revision up, down and up on scratch data',
    options: (parser) => parser.example('$0 test', 'in CI').example('$0 test --json', ''),
    load: async () => (await import('./commands/test.js')).test,
  },
  {
    name: 'pull',
    usage: '',
    describe: 'Write models of a database, or its first revision',
    options: (parser) =>
      parser
        .option('out', value('The file of models; they are printed where left out'))
        .option('tables', values('Only tables and views of this name; * is any text'))
        .option('force', flag('Overwrite the file'))
        .option('revision', flag('Write the revision that makes what the database holds'))
        .option('message', { alias: 'm', ...value('With --revision: what it is, in a few words') })
        .example('$0 pull --out src/models.ts', '')
        .example('$0 pull --revision', 'take a database over'),
    load: async () => (await import('./commands/pull.js')).pull,
  },
  {
    name: 'build',
    usage: '',
    describe: 'Make one JavaScript module of the history',
    options: (parser) =>
      parser
        .option('out', value("The file; dist/history.js beside the scripts' folder where left out"))
        .option('check', flag('Write nothing; exit with 3 where the file is not what would be written'))
        .example('$0 build', ''),
    load: async () => (await import('./commands/build.js')).build,
  },
  {
    name: 'completion',
    usage: '[shell]',
    describe: 'Print what completes command lines in bash or zsh',
    options: (parser) =>
      parser
        .positional('shell', { type: 'string', describe: 'bash or zsh; that of SHELL where left out' })
        .example('source <($0 completion bash)', ''),
    load: async () => (await import('./commands/completion.js')).completion(knownCommands(), optionsOf(globalOptions)),
  },
]

/** The table as data, for the completion of command lines. */
const knownCommands = (): readonly KnownCommand[] =>
  commands.map(({ name, aliases = [], usage, describe, options }) => ({
    names: [name, ...aliases],
    usage,
    describe,
    options: optionsOf(options),
  }))

const optionsOf = (define: Command['options']): KnownOptions => recordOptions(define)?.options ?? new Map()
