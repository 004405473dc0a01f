import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/command.js'
import { commands } from '../../src/commands.js'
import { globalOptions } from '../../src/options.js'
import { parseArguments } from '../../src/parse-arguments.js'
import type { ParsedArguments } from '../../src/parsed-arguments.js'
import { readArguments } from '../../src/read-arguments.js'
import { recordOptions } from '../../src/record-options.js'

/** What a command would be given, which is its options under the names that TypeScript has for them. */
const given = (parsed: ParsedArguments | 'refused') =>
  parsed !== 'refused' && 'command' in parsed
    ? [
        parsed.command.name,
        Object.fromEntries(
          Object.entries(parsed.options)
            .filter(([name, value]) => namesOf(parsed.command).has(name) && value !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      ]
    : parsed

const parsed = (argv: readonly string[]): Promise<ParsedArguments | 'refused'> =>
  parseArguments(argv).catch(() => 'refused' as const)

const known = [globalOptions, ...commands.map(({ options }) => options)].map((define) => recordOptions(define)!)
const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const namesOf = ({ options }: Command): ReadonlySet<string> =>
  new Set(
    [known[0]!, recordOptions(options)!]
      .flatMap(({ options, positionals }) => [...options.keys(), ...positionals.keys()])
      .map(camelCase),
  )
const optionWords = known
  .flatMap(({ options }) => [...options])
  .flatMap(([name, { alias = [] }]) => [name, alias].flat())
  .flatMap((name) => (name.length === 1 ? [`-${name}`] : [`--${name}`, `--no-${name}`]))

const values = fc.constantFrom(
  'head',
  '0001',
  '12e4',
  '-1',
  '+1',
  'base:head',
  'a b',
  '',
  '"x"',
  "'x",
  'a=b',
  '--',
  '5',
  'ä',
)
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...optionWords) },
  { weight: 3, arbitrary: values },
  fc.tuple(fc.constantFrom(...optionWords), values).map(([option, value]) => `${option}=${value}`),
  fc.constantFrom(...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases])),
)
/** Words at random, and command lines that are mostly right. */
const commandLine = fc.oneof(
  fc.array(word, { maxLength: 6 }),
  fc.constantFrom(...commands).chain(({ name, options }) => {
    const own = [...recordOptions(options)!.options, ...known[0]!.options]
    const spelled = own.flatMap(([key, { type, alias = [] }]) =>
      [key, alias].flat().map((each) => ({ word: each.length === 1 ? `-${each}` : `--${each}`, type })),
    )
    const option = fc
      .tuple(fc.constantFrom(...spelled), values)
      .map(([{ word, type }, value]) => (type === 'boolean' ? [word] : [word, value]))
    const words = fc.oneof(
      option,
      values.map((value) => [value]),
    )
    return fc
      .tuple(fc.array(option, { maxLength: 1 }), fc.array(words, { maxLength: 4 }))
      .map(([before, after]) => [...before.flat(), name, ...after.flat()])
  }),
)

describe('a command line that is read without the parser', () => {
  test('is what the parser makes of it', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(commandLine, async (argv) => {
        const read = readArguments(argv)
        if (read !== null) expect(given(read)).toEqual(given(await parsed(argv)))
      }),
      { numRuns: process.env.LONG ? 4000 : 300 },
    )
  })

  test.each([
    ['heads', 'heads', {}],
    ['current --url sqlite:a.db', 'current', { url: 'sqlite:a.db' }],
    [
      '-c a.ts upgrade 12e4 -x a=b -x c --json',
      'upgrade',
      { config: 'a.ts', revision: '12e4', x: ['a=b', 'c'], json: true },
    ],
    ['upgrade --lock-timeout=5 -q', 'upgrade', { revision: 'head', lockTimeout: 5, quiet: true }],
    ['stamp a b', 'stamp', { revisions: ['a', 'b'] }],
  ])('%s', async (line, name, options) => {
    const read = readArguments(line.split(' '))
    expect(read).toMatchObject({ command: { name }, options })
    expect(given(read!)).toEqual(given(await parsed(line.split(' '))))
  })

  test.each([
    '',
    'heds',
    'heads extra',
    'downgrade',
    'upgrade --sql=1',
    'heads --jsn',
    'heads -- x',
    'current --url',
    'heads --help',
  ])('"%s" is left to the parser', (line) => expect(readArguments(line.split(' ').filter(Boolean))).toBe(null))

  test.each([
    ['upgrade -- +1', { revision: '+1' }],
    ['downgrade -- -1', { revision: '-1' }],
    ['upgrade --backup -- 0001', { revision: '0001', backup: '' }],
    ['-e upgrade stamp a -- b', { revisions: ['b', 'a'], env: 'upgrade' }],
  ])('what stands behind -- is an argument like any other: %s', async (line, options) => {
    expect(await parsed(line.split(' '))).toMatchObject({ options })
  })

  test.each(['upgrade -- --sql', 'upgrade -- a b', 'heads -- x', '-- heads x'])('%s is refused', async (line) => {
    expect(await parsed(line.split(' '))).toBe('refused')
  })

  test('every command can be read so', () => {
    for (const { options } of commands) expect(recordOptions(options)).not.toBe(null)
  })
})
