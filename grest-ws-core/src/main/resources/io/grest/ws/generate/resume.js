// Sessions that go on with another socket when one is lost, for clients of contracts that say so. Both sides count the frames
// that must not be lost, keep those that the other has not acknowledged, and send them again.

import { later, NotConnectedError, parse, RequestTimeoutError, run, WsError } from "./runtime.js"

const MAX_FRAMES = 1_024 // that the server has not acknowledged
const MAX_SIZE = 1_048_576 // characters of those
const LONGEST = 65_536 // characters of an item, for which there must be room
const ACKNOWLEDGED_FRAMES = 64 // after which the server is told how many have come
const ACKNOWLEDGED_SIZE = 131_072 // characters, the same
const ACKNOWLEDGED_WITHIN = 5_000
const LEFT_WITHIN = 5_000 // a socket of a server that stops
const KNOWN_WITHIN = 5_000 // what has become of the topics
const RECEIPT_SERVES = 600_000
const MAX_TOPICS = 256 // in one handshake
const MAX_POSITIONS = 16_384 // characters of them
const MAX_DELAY = 2_147_483_647
const ELSEWHERE = 4009 // the code of a close: the session goes on with another socket

const COUNTED = /^[mrsnqzj]:/

/** Called by runtime.js. */
export const resume = (...args) => new Session(...args)

/**
 * What both sides of a socket have counted, and what this one keeps to send it again: of one client, or of all that share the
 * socket. Its states, and what leads out of each:
 *
 * none: a server that grants the extension leads to linked;
 * linked: the end of the socket leads to kept, 4009 of the server to none;
 * kept: a server that accepts the next socket leads to linked, be it with this session or a new one.
 */
class Counts {
  isGranted = false
  isLinked = false
  leaving = null // { hasLeft, timer } once the server wants this socket to end
  delay // milliseconds, after which a server that stops wants its clients back
  #host
  #token = "" // or a receipt for a session that has ended in order
  #tokenEnd = Infinity // of a receipt, by performance.now()
  #sent = 0
  #base = 0 // of those sent, how many need not be sent again
  #buffer = [] // the rest
  #size = 0 // characters in the buffer
  #queue = [] // counted frames without a number
  #received = 0
  #unacknowledged = { frames: 0, size: 0, timer: undefined }

  /** Told how to write, which requests are not answered, and whether none is. */
  constructor(host) {
    this.#host = host
  }

  get sessions() {
    return this.#host.sessions()
  }

  get isFull() {
    return this.isGranted && (this.#buffer.length >= MAX_FRAMES || this.#size > MAX_SIZE - LONGEST)
  }

  offer() {
    if (performance.now() > this.#tokenEnd) this.#token = ""
    return this.#token && `${this.#token} ${this.#received} ${this.#base}`
  }

  /** Go on as the server says. False where that cannot be. */
  accept(terms) {
    const { token = "", session, received } = termsOf(terms)
    const isPossible = session !== "same" || (received >= this.#base && received <= this.#sent)
    this.#token = token
    this.#tokenEnd = Infinity
    this.delay = undefined
    this.isLinked = true
    if (session !== "same" || !isPossible) this.#clear()
    this.isGranted = isPossible && token !== ""
    if (!isPossible) this.#token = ""
    if (!this.isGranted) return isPossible
    this.#acknowledge()
    this.#acknowledged(received)
    for (const text of this.#buffer) this.#transmit(this.#stillWanted(text))
    for (const text of this.#queue.splice(0)) this.#send(text)
    return true
  }

  // A call that nobody waits for any more is to keep its number, but need not run.
  #stillWanted(text) {
    const [, id] = /^r:[^:]*:([^:;]*)/.exec(text) ?? []
    return id === undefined || this.#host.isPending(id) ? text : `z::${id}:`
  }

  write(text, write) {
    if (!COUNTED.test(text)) write(text)
    else if (this.isGranted && !this.isLinked) this.#queue.push(text)
    else if (!this.isGranted) write(text)
    else if (!this.leaving?.hasLeft) this.#send(text, write)
  }

  // A number is that of the frame that a socket is given.
  #send(text, write) {
    this.#sent++
    this.#size += text.length
    this.#buffer.push(text)
    while (this.#buffer.length > MAX_FRAMES || this.#size > MAX_SIZE) this.#release()
    this.#transmit(text, write)
  }

  // A socket that takes nothing any more ends, and the frame is sent over the next.
  #transmit(text, write = this.#host.write) {
    try {
      write(text)
    } catch (error) {
      console.warn("A frame could not be sent:", error)
    }
  }

  #release() {
    this.#base++
    this.#size -= this.#buffer.shift().length
  }

  #acknowledged(count) {
    if (count <= this.#sent) while (this.#base < count) this.#release()
  }

  /** Count a frame of the server. */
  take(text) {
    if (!this.isGranted) return
    if (COUNTED.test(text)) this.#count(text.length)
    const [, count] = /^a:[^:]*:([^:]*):/.exec(text) ?? []
    if (count !== undefined) this.#acknowledged(countOf(count))
    const [, members] = /^g:[^:]*:[^:]*:(.*)$/s.exec(text) ?? []
    if (members !== undefined) this.#leave(parse(members) ?? {})
  }

  #count(size) {
    const waiting = this.#unacknowledged
    this.#received++
    waiting.frames++
    waiting.size += size
    if (waiting.frames >= ACKNOWLEDGED_FRAMES || waiting.size >= ACKNOWLEDGED_SIZE || this.leaving?.hasLeft) this.#acknowledge()
    else waiting.timer ??= setTimeout(() => this.#acknowledge(), ACKNOWLEDGED_WITHIN)
  }

  #acknowledge() {
    clearTimeout(this.#unacknowledged.timer)
    this.#unacknowledged = { frames: 0, size: 0, timer: undefined }
    this.#transmit(`a::${this.#received}:`)
  }

  // A server that stops: its clients let their calls end, and leave.

  #leave({ after, receipt }) {
    this.#acknowledge()
    if (typeof receipt === "string" && /^\S+$/.test(receipt)) {
      this.#token = receipt
      this.#tokenEnd = performance.now() + RECEIPT_SERVES
    } else if (after >= 0 && !this.leaving) {
      this.delay = Math.min(after, MAX_DELAY)
      this.leaving = { hasLeft: false, timer: setTimeout(() => this.#left(), LEFT_WITHIN) }
      for (const session of this.sessions) session.leaveStreams()
      this.idle()
    }
  }

  /** Told that a call has ended. */
  idle() {
    if (this.leaving && !this.leaving.hasLeft && this.#host.isIdle()) this.#left()
  }

  #left() {
    clearTimeout(this.leaving.timer)
    this.leaving.hasLeft = true
    this.#transmit(`g:::{"sent":${this.#sent}}`)
  }

  /** The socket is lost. */
  detach() {
    this.isLinked = false
    clearTimeout(this.#unacknowledged.timer)
    clearTimeout(this.leaving?.timer)
    this.#unacknowledged.timer = undefined
    this.leaving = null
  }

  #clear() {
    this.#sent = this.#base = this.#size = this.#received = 0
    this.#buffer = []
    this.#queue = []
  }

  forget() {
    this.isGranted = false
    this.#token = ""
    this.#clear()
  }
}

/**
 * What a client has in common with a server beyond one socket. While it is kept, calls wait for the next socket up to the time
 * for which the server keeps it.
 */
class Session {
  isOn // whether it asks for the extension
  isWhole = false // whether nothing is missing between the socket before and this one
  elsewhere // the code of a close that is no end
  hasEnded = false // whether there is no further socket
  #client
  #name
  #options
  #host
  #link // the connection
  #own // counts of a socket of its own
  #counts
  #grantedBy = null // the counts that it goes on with
  #isLinked = false
  #expiry // the timer of the end of waiting
  #ttl = 0
  #hasExpired = false
  #cause // why the socket before was lost
  #delay
  #positions = new Map() // of topics, by name, those latest heard last
  #withheld = new Set() // those of which the server knows no position, as there are too many
  #kind = "new"
  #topics = { awaited: new Set(), recovered: 0, lost: 0, whenKnown: null, timer: undefined }

  constructor(client, { name }, options, host) {
    this.#client = client
    this.#name = name
    this.#options = options
    this.#host = host
    this.isOn = options.resume !== false && options.reconnect !== false
    this.elsewhere = this.isOn ? ELSEWHERE : undefined
    for (const [topic, position] of Object.entries(options.since ?? {})) {
      if (!(offsetOf(position) >= 0)) throw new RangeError(`The option since has no position of ${topic}: ${position}`)
      this.#positions.set(topic, position)
    }
    Object.defineProperty(client, "positions", { get: () => Object.fromEntries(this.#positions) })
    client.onlost = null
  }

  /** Told of its connection. */
  join(link) {
    this.#link = link
    this.#counts = this.#own = this.makeCounts({
      write: (text) => link.transmit(text),
      isPending: (id) => link.isPending(id),
      isIdle: () => link.isIdle,
      sessions: () => [this]
    })
    return this
  }

  makeCounts(host) {
    return new Counts(host)
  }

  /** Told of the counts of a socket that it shares, which others keep. */
  share(counts) {
    this.#counts = counts
  }

  get #isOwn() {
    return this.#counts === this.#own
  }

  /** Whether it goes on, perhaps, with another socket. */
  get isKept() {
    return this.#grantedBy !== null && !this.#isLinked
  }

  get holdsCalls() {
    return this.isKept ? !this.#hasExpired : Boolean(this.#counts.leaving)
  }

  /** Whether an item would push out a frame that the server has not acknowledged, or could not be sent. */
  get holdsItems() {
    return this.isKept || this.#counts.leaving?.hasLeft === true || this.#counts.isFull
  }

  /** The code that a socket is closed with which is to be followed by another. */
  get closing() {
    return this.#grantedBy ? ELSEWHERE : undefined
  }

  /** Have a call that waits for a socket wait for as long as it may take. */
  limit(entry, millis) {
    const { call, resolve, reject } = entry
    const { waited = 0 } = call
    const from = performance.now()
    const late = () => entry.reject(Object.assign(new RequestTimeoutError(), { mayHaveRun: false }))
    const timer = later(millis - waited, late)
    call.fail = entry.reject = (error) => {
      clearTimeout(timer)
      reject(error)
    }
    entry.resolve = () => {
      clearTimeout(timer)
      call.waited = waited + performance.now() - from
      resolve()
    }
  }

  /** After how long the next attempt is wanted, once. */
  takeDelay() {
    const delay = this.#delay
    this.#delay = undefined
    return delay
  }

  // The handshake

  headers(withTopics = true) {
    if (!this.isOn) return {}
    const offer = this.#counts.offer()
    const sessions = this.#counts.sessions
    const room = { topics: withTopics ? MAX_TOPICS : 0, size: MAX_POSITIONS }
    const topics = sessions.flatMap((session) => session.bring(room)).join(" ")
    return { ...(offer && { "grest-ws-resume": offer }), ...(topics && { "grest-ws-topics": topics }) }
  }

  /** The positions that there is room for. */
  bring(room) {
    this.#withheld = new Set(this.#positions.keys())
    const brought = []
    for (const [topic, position] of [...this.#positions].reverse()) {
      const one = `${this.#name}/${encode(topic)}=${position}`
      room.size -= one.length + 1
      if (room.topics-- < 1 || room.size < 0) break
      brought.push(one)
      this.#withheld.delete(topic)
    }
    return brought
  }

  /** Go on as the server says, which has accepted the socket. */
  accept(terms) {
    const { token, ttl, session, topics } = termsOf(terms)
    const had = this.#grantedBy
    clearTimeout(this.#expiry)
    this.#isLinked = true
    this.#ttl = ttl
    this.#delay = undefined
    const awaited = new Set(topics.map((topic) => this.#nameOf(topic)).filter((name) => name !== undefined))
    this.#topics = { awaited, recovered: 0, lost: 0 }
    if (this.#isOwn && !this.#counts.accept(terms)) return this.#refuse()
    // Who joins those that share a socket has no part in what they go on with.
    const isSame = session === "same" && had === this.#counts
    this.#kind = session === "same" && !isSame ? "new" : session
    this.isWhole = this.#kind !== "new"
    this.#grantedBy = token ? this.#counts : null
    if (isSame) return this.#withheld.clear()
    if (had) this.#link.lose(this.#cause)
    if (had && !this.isWhole) this.#host.failCalls(this.#notSent())
  }

  #refuse() {
    this.#forget()
    this.#fail("The server goes on with a session that this client does not have")
  }

  #fail(message, cause) {
    this.#link.end(new WsError(1006, "", { message, cause }))
  }

  /** Tell the client that it is open, once it is prepared, and what is known of its topics. */
  opened(isCurrent, settle) {
    const { setup } = this.#options
    const begin = () => {
      if (isCurrent()) this.#whenKnown(() => isCurrent() && this.#tellOpened())
      settle()
    }
    if (this.#kind === "same" || !setup) return begin()
    const fail = (cause) => {
      if (!isCurrent()) return
      this.#forget()
      this.#fail(`The setup of ${this.#name} failed: ${cause?.message ?? cause}`, cause)
    }
    new Promise((resolve) => resolve(setup(this.#client))).then(begin, fail)
  }

  #whenKnown(code) {
    if (!this.#topics.awaited.size) return code()
    this.#topics.whenKnown = code
    this.#topics.timer = setTimeout(code, KNOWN_WITHIN)
  }

  #tellOpened() {
    clearTimeout(this.#topics.timer)
    this.#topics.whenKnown = null
    run(() => this.#client.onopen?.({ session: this.#kind, resumed: this.#verdict() }))
  }

  #verdict() {
    const { awaited, recovered, lost } = this.#topics
    if (awaited.size || lost) return "none"
    return this.isWhole ? "complete" : recovered ? "topics" : "none"
  }

  // Frames

  write(text) {
    this.#counts.write(text, (frame) => this.#link.transmit(frame))
  }

  /** Count a frame of the server, and take it if it is of the extension or came before. */
  take(text, type, path, id, data) {
    if (this.#isOwn) this.#counts.take(text)
    if (!this.#grantedBy) return false
    if (type === "j") this.#moved(path, id, parse(data) ?? {})
    return ["a", "g", "j"].includes(type) || (type === "m" && this.#isDouble(id))
  }

  /** Told that a call has ended. */
  idle() {
    this.#counts.idle()
  }

  /** Told that the server stops: streams that go on over the next socket leave this one. */
  leaveStreams() {
    const { again } = this.#link.definition
    if (again) this.#link.failCalls(undefined, ({ name }) => again.isContinued(name))
  }

  // Topics

  #isDouble(tag) {
    const name = this.#nameOf(parameterOf(tag, "to"))
    const position = parameterOf(tag, "sq")
    const offset = offsetOf(position)
    if (name === undefined || !(offset >= 0)) return false
    if (offset <= offsetOf(this.#positions.get(name))) return true
    this.#heard(name, position)
    return false
  }

  #heard(name, position) {
    this.#positions.delete(name)
    this.#positions.set(name, position)
  }

  #moved(topic, position, { recovered, why }) {
    const name = this.#nameOf(topic)
    if (name === undefined) return
    const wasWithheld = this.#withheld.delete(name)
    if (offsetOf(position) >= 0) this.#heard(name, position)
    if (recovered === true) this.#topics.recovered++
    else if (recovered === false) this.#lost(name, why)
    else if (wasWithheld) this.#lost(name, "too-many")
    this.#topics.awaited.delete(name)
    if (!this.#topics.awaited.size) this.#topics.whenKnown?.()
  }

  #lost(topic, why) {
    this.#topics.lost++
    this.#host.lost()
    run(() => this.#client.onlost?.({ topic, why }))
  }

  /** Tell the client of a message that was not sent. */
  isTold(method, input) {
    if (this.hasEnded || !this.#client.onlost) return false
    run(() => this.#client.onlost({ method, input, why: "not-sent" }))
    return true
  }

  /** The name of a topic of this contract, undefined for another. */
  #nameOf(topic) {
    if (typeof topic !== "string" || !topic.startsWith(`${this.#name}/`)) return undefined
    try {
      return decodeURIComponent(topic.slice(this.#name.length + 1))
    } catch {
      return undefined
    }
  }

  // The end of a socket

  /** Keep the session of a socket that is lost, unless there is none, or no further socket. */
  detach(cause) {
    const wasLinked = this.#isLinked
    this.#isLinked = false
    if (wasLinked) this.#delay = this.#counts.delay
    clearTimeout(this.#topics.timer)
    if (this.#isOwn) this.#counts.detach()
    if (!this.#grantedBy || this.hasEnded) return false
    if (!wasLinked) return true
    this.#cause = cause
    if (cause.code === ELSEWHERE) this.#forget()
    else {
      this.#hasExpired = false
      this.#expiry = later(this.#ttl, () => this.#expire())
    }
    return true
  }

  // The server may keep it for longer, as it began later to count.
  #expire() {
    this.#hasExpired = true
    this.#link.failCalls(this.#cause)
    this.#host.failCalls(this.#notSent())
  }

  #notSent() {
    return new NotConnectedError({ message: `The session of ${this.#name} has ended, and this was not sent`, cause: this.#cause })
  }

  #forget(cause = this.#cause) {
    clearTimeout(this.#expiry)
    if (this.#isOwn) this.#counts.forget()
    if (!this.#grantedBy) return
    this.#grantedBy = null
    this.#link.lose(cause)
    this.#host.failCalls(this.#notSent())
  }

  /** Told that there is no further socket. */
  end(cause) {
    this.hasEnded = true
    this.#forget(cause)
    this.#link.definition.shared?.leave(this.#link)
  }
}

/** What a server says of the session, where it says all that it must. */
function termsOf(terms) {
  const { token, ttl, session, received, topics } = terms ?? {}
  const isGrant = typeof token === "string" && /^\S+$/.test(token) && ["same", "clean", "new"].includes(session)
    && [ttl, received].every((number) => Number.isInteger(number) && number >= 0)
  return isGrant ? { token, ttl, session, received, topics: Array.isArray(topics) ? topics : [] } : { session: "new", topics: [] }
}

/** The first parameter of a name. */
function parameterOf(tag, name) {
  return new RegExp(`;${name}=([^;]*)`).exec(tag)?.[1]
}

/** A number of 1 to 15 digits, NaN for anything else. */
function countOf(text) {
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN
}

/** The number of a position such as 17.k3f9Qa, NaN where it is none. */
function offsetOf(position) {
  const [, offset] = /^(\d+)\.[^\s:;=]+$/.exec(position) ?? []
  return countOf(offset)
}

/** Encode a name as the protocol has it: all but letters, digits and - _ . ~ */
function encode(name) {
  return encodeURIComponent(name).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
