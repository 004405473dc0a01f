const leading = /^\uFEFF?(?:#!.*)?\s*(?:\/\/.*\n\s*)*\/\*\*(?!\/)([\s\S]*?)\*\//

/** The text of the comment that a script begins with, without the comment's marks; '' where it has none. */
export const readDoc = (text: string): string => {
  const comment = leading.exec(text)?.[1] ?? ''
  const lines = comment.split(/\r\n|\r|\n/).map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
  return lines.join('\n').trim()
}

/** The first paragraph of a script's text, on one line; '' where that is already the list of its identifiers. */
export const readMessage = (doc: string): string => {
  const paragraph = doc.split(/\n\n/, 1)[0]!
  return /^Revision ID:/.test(paragraph) ? '' : paragraph.replaceAll('\n', ' ')
}
