import { MigrateError } from '@ads/migrate-core'

/** Asks the people at the terminal; gives what they typed. Throws `INTERRUPTED` where they go away instead. */
export type Ask = (question: string) => Promise<string>

/** Asks at this process's terminal: Ctrl-C, or the end of the input, is the answer of nobody. */
export const askAtTerminal: Ask = async (question) => {
  const { createInterface } = await import('node:readline')
  // The line that is typed in is redrawn at each key, so it must be one line.
  const prompt = question.slice(question.lastIndexOf('\n') + 1)
  process.stderr.write(question.slice(0, question.length - prompt.length))
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      const stop = () => reject(new MigrateError('INTERRUPTED', 'interrupted at a question, so nothing was written'))
      lines.once('SIGINT', stop)
      lines.once('close', stop)
      lines.question(prompt, resolve)
    })
  } finally {
    lines.close()
  }
}
