import {
  type Answers,
  describeQuestion,
  fillKey,
  isMigrateError,
  type OpenQuestion,
  type Operation,
  renameAnswer,
  type Schema,
} from '@ads/migrate-core'
import { describeOperation } from '@ads/migrate-core/operations'
import { columnTypes } from './answer-flags.js'
import { fillValue } from './fill-value.js'
import type { Ask } from './terminal.js'

/** Asks people one question and adds what they say to the answers. The first choice is safe, and what an empty line means. */
export const askQuestion = async (
  ask: Ask,
  question: OpenQuestion,
  answers: Answers,
  models: Schema | null,
): Promise<Answers> => {
  if (question.kind === 'rename') {
    const { from, candidates } = question
    const names = candidates.map(({ to }) => to)
    const chosen = await choose(ask, sentence(describeQuestion(question)), [
      `no, ${from} is gone, and ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} new`,
      ...names.map((name) => `yes, ${from} is called ${name} now`),
    ])
    return { ...answers, renames: [...(answers.renames ?? []), renameAnswer(question, names[chosen - 1] ?? null)] }
  }
  const key = fillKey(question)
  const type = columnTypes(models).get(key) ?? null
  const chosen = await choose(ask, sentence(describeQuestion(question)), [
    'nothing: no row needs a value, and the upgrade refuses if one does',
    'a value',
  ])
  const value = chosen === 0 ? null : await askValue(ask, key, (text) => fillValue(key, text, type))
  return { ...answers, fills: { ...answers.fills, [key]: value } }
}

/** Asks whether what the models no longer have is to be dropped. */
export const askForDrops = async (ask: Ask, drops: readonly Operation[]): Promise<boolean> => {
  const list = drops.map((drop) => `  ${describeOperation(drop)}\n`).join('')
  return (
    (await choose(
      ask,
      `The models do not have these any more, and dropping them loses what they hold:\n${list}Drop them?`,
      ['no, leave them as they are', 'yes, drop them'],
    )) === 1
  )
}

/** Asks until one of the choices is named; an empty line is the first of them. */
const choose = async (ask: Ask, question: string, choices: readonly string[]): Promise<number> => {
  const list = choices.map((choice, i) => `  ${i + 1}) ${choice}\n`).join('')
  for (let text = `${question}\n${list}`; ; text = '') {
    const answer = (await ask(`${text}1-${choices.length} [1]: `)).trim()
    const number = answer === '' ? 1 : Number(answer)
    if (Number.isInteger(number) && number >= 1 && number <= choices.length) return number - 1
  }
}

const askValue = async <T>(ask: Ask, column: string, read: (text: string) => T): Promise<T> => {
  for (let problem = ''; ; ) {
    const text = await ask(`${problem}The value of ${column}: `)
    try {
      return read(text)
    } catch (error) {
      if (!isMigrateError(error)) throw error
      problem = `${error.message}.\n`
    }
  }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
