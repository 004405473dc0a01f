import { MigrateError } from '../errors.js'

/** The operation is complete as data, but no call in a revision script says it. */
export const notRenderable = (what: string): MigrateError =>
  new MigrateError('NOT_RENDERABLE', `${what}, which a revision script has no words for`, {
    hint: 'Write this change by hand, with op.execute().',
  })
