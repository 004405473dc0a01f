import { fillKey, type OpenQuestion, renameAnswer } from '@ads/migrate-core'

/** The flags that answer a question, each as it is written behind a command: one of them is enough. */
export const flagsFor = (question: OpenQuestion): readonly string[] => {
  if (question.kind === 'fill') return [`--fill ${shellWord(`${fillKey(question)}=`)}VALUE`, '--no-fill']
  const renames = question.candidates.map(
    ({ to }) => `--rename ${shellWord(`${renameAnswer(question, to).from}=${to}`)}`,
  )
  return [...renames, '--no-rename']
}

/** A word that a shell takes for one, as it is. */
const shellWord = (word: string): string =>
  /^[\w.=/:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
