// Times without a connection: lost, or cut by hand to see what becomes of a session.

let lostAt = null
let caughtUp = 0
let gate = null

/** Begin a time away, unless it has begun. */
export function begin() {
  lostAt ??= performance.now()
  caughtUp = 0
}

/** Return whether there was a connection, and is none. */
export const isAway = () => lostAt !== null

/** Return for how many seconds. */
export const seconds = () => Math.round((performance.now() - lostAt) / 1_000)

/** Count a message that was missed, and has arrived before it is known that all have. */
export function catchUp() {
  if (isAway()) caughtUp++
}

/** End the time away, and return what became of the messages meanwhile, for a person. */
export function end(isMissing) {
  const time = `Back after ${seconds()} s`
  const messages = caughtUp === 1 ? "1 message" : `${caughtUp} messages`
  lostAt = null
  return isMissing ? `${time}. Some messages were missed: reloaded`
    : caughtUp ? `${time}: ${messages} caught up` : `${time}: no messages were missed`
}

/** Forget it, as for another room. */
export function forget() {
  lostAt = null
  mend()
}

/** Keep the page without a connection. */
export function cut() {
  const made = {}
  made.mended = new Promise((resolve) => made.mend = resolve)
  gate = made
}

/** Let it have one again. */
export function mend() {
  gate?.mend()
  gate = null
}

export const isCut = () => gate !== null

/** Wait until the page may have a connection. */
export const mended = () => gate?.mended
