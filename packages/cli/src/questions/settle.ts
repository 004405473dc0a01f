import {
  type Answers,
  describeQuestion,
  isMigrateError,
  MigrateError,
  type OpenQuestion,
  type Schema,
} from '@ads/migrate-core'
import type { Session } from '../session.js'
import { askQuestion } from './ask.js'
import { flagsFor } from './question-flags.js'

/**
 * Does `work` with the answers that are known, and where that asks for more, again with what the people at the terminal
 * say. Where nobody can be asked, the questions are told with the flags that answer them: throws `ANSWER_NEEDED`.
 */
export const settle = async <T>(
  session: Session,
  known: Answers,
  models: Schema | null,
  work: (answers: Answers) => Promise<T>,
): Promise<T> => {
  const ask = session.options.json ? undefined : session.io.ask
  for (let answers = known; ; ) {
    try {
      return await work(answers)
    } catch (error) {
      if (!isMigrateError(error) || error.code !== 'ANSWER_NEEDED') throw error
      const questions = error.data.questions as readonly OpenQuestion[]
      if (ask === undefined) throw unanswered(questions, session)
      // One at a time: what one answer says may settle the others, or change what they ask.
      answers = await askQuestion(ask, questions[0]!, answers, models)
    }
  }
}

/** The error for those who can only answer on the next command line; the questions stand above it. */
const unanswered = (questions: readonly OpenQuestion[], { options, io }: Session): MigrateError => {
  const told = questions.map((question) => ({ ...question, flags: flagsFor(question) }))
  if (!options.json) for (const question of told) io.err(lines(question, question.flags))
  const count = questions.length === 1 ? 'a question is' : `${questions.length} questions are`
  return new MigrateError('ANSWER_NEEDED', `nothing was written, since ${count} open`, {
    hint: 'Run the command again with the flags that answer: a wrong guess would lose values, so none is made.',
    data: { questions: told },
  })
}

const lines = (question: OpenQuestion, flags: readonly string[]): string =>
  [`Open: ${describeQuestion(question)}`, ...flags.map((flag) => `  ${flag}`)].map((line) => `${line}\n`).join('')
