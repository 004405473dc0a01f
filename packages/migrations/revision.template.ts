import { defineTemplate } from '@ads/migrate-core'

/** What a new revision looks like. */
export default defineTemplate(
  ({ comment, imports, exports, upgrade, downgrade }) => `${comment}
${imports}

${exports}

export function upgrade(op: Op): void {
${upgrade}
}

export function downgrade(op: Op): void {
${downgrade}
}
`,
)
