import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUrl, displayUrl, locate } from '../src/address.js'

describe('an address', () => {
  it.each([
    ['sqlite:data/x.db', '/folder/data/x.db'],
    ['sqlite:///data/x.db', '/folder/data/x.db'],
    ['sqlite:////abs/x.db', '/abs/x.db'],
    ['sqlite:/abs/x.db', '/abs/x.db'],
    ['SQLite:../x.db', '/x.db'],
    ['sqlite:~/x.db', '/folder/~/x.db'],
    ['/abs/anything', '/abs/anything'],
    ['data/x.db', '/folder/data/x.db'],
    ['x.sqlite3', '/folder/x.sqlite3'],
    ['sqlite:no extension', '/folder/no extension'],
  ])('%s is the file %s', (url, path) => {
    expect(checkUrl(url)).toBeNull()
    expect(locate(url, '/folder')).toEqual({ kind: 'file', path })
    expect(displayUrl(url, '/folder')).toBe(path)
  })

  it.each(['sqlite::memory:', 'sqlite:///:memory:', ':memory:'])('%s is memory', (url) => {
    expect(checkUrl(url)).toBeNull()
    expect(locate(url, '/folder')).toEqual({ kind: 'memory' })
    expect(displayUrl(url, '/folder')).toBe(':memory:')
  })

  it.each([
    ['', /empty/],
    ['  ', /empty/],
    ['sqlite:', /names no file/],
    ['sqlite://', /names no file/],
    ['sqlite:///', /names no file/],
    ['sqlite://data/x.db', /host/],
    ['file:x.db', /`file:`/],
    ['file:x.db?mode=ro', /`file:`/],
    ['sqlite:x.db?mode=ro', /parameters/],
    ['/abs/x.db?mode=ro', /parameters/],
    ['sqlite:x.db ', /white space/],
    ['sqlite:x\0.db', /NUL/],
    ['data', /does not say/],
    ['sqlite3:x.db', /`sqlite3:`/],
  ])('%j is refused, saying what to write', (url, problem) => {
    expect(checkUrl(url)).toMatch(problem)
    expect(checkUrl(url)).toContain('sqlite:data/app.db')
    expect(() => locate(url, '/folder')).toThrowError(expect.objectContaining({ code: 'INVALID_URL' }))
  })

  it('never shows the password of a refused one', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9+]{1,8}$/).filter((scheme) => scheme !== 'file'),
        fc.stringMatching(/^[A-Z0-9]{12}$/),
        (scheme, password) => {
          const url = `${scheme}://user:${password}@host/db`
          expect(checkUrl(url)).not.toContain(password)
          expect(displayUrl(url, '/folder')).not.toContain(password)
        },
      ),
    )
  })

  it('is relative to the folder it is written in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,3}\.db$/), (path) => {
        expect(displayUrl(`sqlite:${path}`, '/some/folder')).toBe(join('/some/folder', path))
        expect(displayUrl(`sqlite:///${path}`, '/some/folder')).toBe(join('/some/folder', path))
      }),
    )
  })
})
