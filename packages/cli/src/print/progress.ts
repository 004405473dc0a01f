import { type MigrationEvent, stepLine } from '@ads/migrate-core'
import type { Session } from '../session.js'

/** Tells what a migrator is doing, a line each; on a terminal also how far it has come. */
export const progressPrinter = (session: Session): ((event: MigrationEvent) => void) => {
  const bar = progressBar(session)
  return (event) => {
    switch (event.kind) {
      case 'waiting':
        return session.notice(`Waiting for another migrator of ${event.database} …`)
      case 'stepStarted': {
        const { step, index, total } = event
        const place = session.io.isTerminal && total > 1 ? `[${index + 1}/${total}] ` : ''
        return session.notice(`${place}${stepLine(step)}`)
      }
      case 'backedUp':
        return session.notice(`Backup: ${event.path}`)
      case 'progress':
        return bar.show(event.done, event.total)
      case 'stepFinished':
        return bar.end()
    }
  }
}

/** Fewer rows are through before anybody has read the bar. */
const worthTelling = 100_000

/** One line, written over and over on a terminal; nothing elsewhere. */
const progressBar = ({ io, options }: Session) => {
  let shown = false
  const silent = !io.isTerminal || options.quiet || options.json
  return {
    show(done: number, total: number) {
      if (silent || total < worthTelling) return
      shown = true
      const cells = Math.round((done / total) * 30)
      const percent = String(Math.floor((done / total) * 100)).padStart(3)
      io.err(`\r  ${'█'.repeat(cells)}${'░'.repeat(30 - cells)} ${percent} %  ${done} of ${total} rows`)
    },
    end() {
      if (shown) io.err('\r\u001b[K')
      shown = false
    },
  }
}
