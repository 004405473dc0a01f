import fc from 'fast-check'

// What is drawn at random is the same in every run of the suite, so that it fails because of a change and of nothing
// else. The long run draws anew each time; SEED=… repeats a draw.
const { LONG, SEED } = process.env
if (SEED !== undefined) fc.configureGlobal({ seed: Number(SEED) })
else if (LONG === undefined) fc.configureGlobal({ seed: 1 })
