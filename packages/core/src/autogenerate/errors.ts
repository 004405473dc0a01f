import { MigrateError } from '../errors.js'
import { amongHint } from '../nearest.js'
import type { Schema } from '../schema/types.js'
import { type Answers, columnKey, describeQuestion, type OpenQuestion } from './answers.js'

/** The operation is complete as data, but no call in a revision script says it. */
export const notRenderable = (what: string): MigrateError =>
  new MigrateError('NOT_RENDERABLE', `${what}, which a revision script has no words for`, {
    hint: 'Write this change by hand, with op.execute().',
  })

/** Nothing was written, since the comparison alone cannot tell what was meant. Code `ANSWER_NEEDED`. */
export class AnswerNeeded extends MigrateError {
  readonly questions: readonly OpenQuestion[]

  constructor(questions: readonly OpenQuestion[]) {
    super(
      'ANSWER_NEEDED',
      `nothing was written before this is answered: ${questions.map(describeQuestion).join(' ')}`,
      { hint: 'A wrong guess would lose values, so none is made.', data: { questions } },
    )
    this.questions = questions
  }
}

/** An answer is about something that is not there. Code `INVALID_ANSWER`. */
export const invalidAnswer = (message: string, hint?: string): MigrateError =>
  new MigrateError('INVALID_ANSWER', message, { hint })

/** Throws `INVALID_ANSWER` for a value to fill into a column that the models do not have. */
export const requireKnownFills = ({ fills = {} }: Answers, models: Schema): void => {
  const known = [...models.tables.values()].flatMap(({ name, columns }) =>
    columns.map((column) => columnKey(name, column.name)),
  )
  const unknown = Object.keys(fills).find((key) => !known.includes(key))
  if (unknown === undefined) return
  throw invalidAnswer(`the models have no column ${unknown} that could be filled`, amongHint(unknown, known))
}
