import fc from 'fast-check'

/** Mostly the first, so that a script has few oddities at once. */
const mostly = <T>(usual: fc.Arbitrary<T>, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const quote = (text: string): fc.Arbitrary<string> =>
  mostly(plainQuote(text), `\`${text}\``, `('${text}')`, `'${text}' as const`)

const plainQuote = (text: string) => fc.constantFrom(`'${text}'`, `"${text}"`)

const id = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcdef0123456789_-@') })
const literal = (one: (text: string) => fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('null'),
    id.chain(one),
    fc
      .array(id.chain(one), { maxLength: 3 })
      .chain((items) =>
        fc.constantFrom(`[${items.join(', ')}]`, `[\n  ${items.join(',\n  ')}${items.length > 0 ? ',' : ''}\n]`),
      ),
  )

const plainEnd = fc.constantFrom('\n', ';\n', '\n\n', ' // export const revision = 1\n')
const end = mostly(plainEnd, ' /* ; */\n', '; ')

/** Text that looks like exports to who does not read well, and that is none. */
const plainDecoy = fc.constantFrom(
  '',
  `// export const revision = 'decoy'\n`,
  `/* export const revision = 'decoy'\nexport function upgrade() {} */\n`,
  `const text = 'export const revision = "decoy"'\n`,
  'const sql = `\nexport const downRevision = null\n${[`\nexport async function upgrade() {`, "}"].length}\nexport default 1\n`\n',
  `const object = { export: 1 }\n`,
  `function helper(): string {\n  return \`\${'}'} export const revision = 1\`\n}\n`,
  `const tricky = \`\\\`\nexport const dependsOn = 'decoy'\n\`\n`,
  `namespace inner {\n  export const revision = 'decoy'\n}\n`,
  `type Text = 'x'\n`,
)

/** The same, of a kind that takes a parser to be sure of. */
const decoy = mostly(
  plainDecoy,
  `const pattern = /['"\`]\\/*/\nconst other = 4 / 2\n`,
  `({ export: 1 }).export\n`,
  `const größe = 1\n`,
  `class C {\n  #export = 1\n}\n`,
)

const scriptOf = (plain: boolean) => {
  const one = plain ? plainQuote : quote
  const annotation = plain ? fc.constant('') : mostly(fc.constant(''), ': string', ' : string | null')
  const ending = plain ? plainEnd : end
  const constant = (name: string, value: fc.Arbitrary<string>) =>
    fc.tuple(annotation, value, ending).map(([type, text, after]) => `export const ${name}${type} = ${text}${after}`)
  const body = (name: string) => `export function ${name}(op: Op): void {\n  op.execute('export const x = 1')\n}\n`
  const functions = (name: string) =>
    plain
      ? fc.constant(body(name))
      : mostly(
          fc.constant(body(name)),
          `export const ${name} = (op: Op): void => { op.dropTable('x') }\n`,
          `export const ${name} = function (op: Op) {}\n`,
          `const ${name} = () => {}\nexport { ${name} }\n`,
          `function the_${name}() {}\nexport { the_${name} as ${name} }\n`,
          `export async function ${name}(op: Op) {}\n`,
          `export const ${name} = async (op: Op) => {}\n`,
        )
  const part = (make: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 3, arbitrary: make }, { weight: 1, arbitrary: fc.constant('') })
  const extras = plain ? fc.constant('') : decoy
  return fc
    .record({
      head: fc.constantFrom(
        '',
        '\uFEFF',
        '/** words */\n',
        '/**\n * words\n *\n * more\n */\n',
        '/* no doc */\n',
        '// line\n',
      ),
      parts: fc.tuple(
        constant('revision', id.chain(one)),
        constant('downRevision', literal(one)),
        functions('upgrade'),
        part(constant('branchLabels', literal(one))),
        part(constant('dependsOn', literal(one))),
        part(constant('transaction', plainQuote('none'))),
        part(fc.oneof(functions('downgrade'), constant('downgrade', fc.constant('null')))),
      ),
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
      decoys: fc.array(extras, { minLength: 8, maxLength: 8 }),
      crlf: fc.boolean(),
    })
    .map(({ head, parts, order, decoys, crlf }) => {
      const body = order.map((index, place) => decoys[place] + parts[index]!).join('')
      const text = `${head}import type { Op } from '@ads/migrate-core/schema'\n${body}${decoys[7]}`
      return crlf ? text.replaceAll('\n', '\r\n') : text
    })
}

/** As the built-in template writes scripts. */
export const plainScript = scriptOf(true)
/** In every way that a script can be written, with what may mislead a reader in between. */
export const anyScript = scriptOf(false)
