// What the generated clients of grest-ws contracts run on: ES2022 without dependencies, for browsers and Node 20.
// A Client keeps one connection alive. A Connection is one WebSocket, and speaks one of the two dialects.

const RECONNECT = { maxRetries: Infinity, baseDelay: 1_000, maxDelay: 30_000, jitter: 0.5, resetAfter: 10_000 }
const HEARTBEAT = { interval: 20_000, timeout: 10_000 }
const CONNECT_TIMEOUT = 30_000
const HANDSHAKE_TIMEOUT = 5_000
const REQUEST_TIMEOUT = 30_000
const MAX_WAITING = 1_024 // calls before the first connection, and messages that nobody has taken
const MAX_FRAME_SIZE = 1_048_576 // bytes: a server that knows the extension "limits" sends no longer frame
const MIN_FRAME_SIZE = 1_024 // a smaller limit leaves no room for an error
const SERVER_MAX_FRAME_SIZE = 65_536 // of a server that grants it without a size
const MAX_HANDSHAKE = 32_768 // bytes, as the limit of the server is not known yet
const TIMER_END = 2_147_483_648 // milliseconds, from which on there is no timer
const RIGHTS_ENDED = 4003 // the code of a close
const RIGHTS_HELD = 10_000 // how long a connection must have held for a further one after that close
const MAX_AHEAD = 60_000 // how long before their end credentials are renewed at most
const MIN_BETWEEN = 1_000 // from one renewal to the next: the server refuses more
const MIN_BETWEEN_WAKES = 1_000 // from one attempt that an event of the page causes to the next

// What any request may fail with, declared or not.
export const ALWAYS = {
  VALIDATION_ERROR: 422, SERVER_ERROR: 500, ROUTE_NOT_FOUND: 404, PAYLOAD_TOO_LARGE: 413, TOO_MANY_REQUESTS: 429
}

// The same where the server has granted the extension "streams".
export const OF_STREAMS = { BAD_REQUEST: 400, CANCELLED: 499, DEADLINE_EXCEEDED: 504 }

// What the security of the server may answer on every method.
const OF_SECURITY = { FORBIDDEN: 403, NOT_AUTHORIZED: 401 }

// What a call with a stream fails with that is not sent.
const OF_THIS_SIDE = { STREAMS_REQUIRED: 501 }

const STATUSES = { ...ALWAYS, ...OF_STREAMS, ...OF_SECURITY, ...OF_THIS_SIDE, NOT_FOUND: 404, EXISTS: 409 }

// What would be called by JSON.stringify, or make a client be taken for a promise.
const NEVER_MEMBERS = ["then", "toJSON"]

/** An error that a request failed with, or that a handler of this side answers a request with. */
export class ContractError extends Error {
  constructor(type, { code = STATUSES[type] ?? 500, message, details, ref, cause } = {}) {
    super(message ?? type, { cause })
    Object.assign(this, { name: "ContractError", type, code, details, ref })
  }
}

/** A request that was not answered in time. */
export class RequestTimeoutError extends ContractError {
  mayHaveRun = true

  constructor(options) {
    super("SERVER_ERROR", { message: "Request timeout", ...options })
  }
}

/** A request whose connection has closed before the answer. */
export class ConnectionClosedError extends ContractError {
  mayHaveRun = true

  constructor(options) {
    super("SERVER_ERROR", { message: "Socket connection closed!", ...options })
  }
}

/** A request or message that was not sent, as its client was not connected. */
export class NotConnectedError extends ContractError {
  mayHaveRun = false

  constructor(options) {
    super("SERVER_ERROR", { message: "The client is not connected", ...options })
  }
}

/** A connection that was rejected or lost, with its close code. */
export class WsError extends Error {
  constructor(code, reason = "", { type, message, details, ref, cause } = {}) {
    super(message ?? `Connection closed: ${code}${reason && ` ${reason}`}`, { cause })
    Object.assign(this, { name: "WsError", code, reason, type, details, ref })
  }
}

/** A connection that the server has closed as the rights of this client have expired, or were revoked. */
export class RightsExpiredError extends WsError {
  constructor(reason, details) {
    super(RIGHTS_ENDED, reason, details)
  }
}

/** Stands in an iterator for messages that it does not have. */
export class Gap {
  constructor(reason, dropped = 0) {
    Object.assign(this, { reason, dropped })
  }
}

/** Make the function that opens a client of a contract. Called by generated code. */
export function socketApi(definition) {
  return dialectApi({ connection: GrestConnection, ...definition })
}

/** The same of a definition that has the connection of its dialect: pages without other clients do not load that of this one. */
export function dialectApi(definition) {
  const open = (path = {}, options = {}) => new Client(definition, path, options)
  const kind = definition.connection.errors
  const isError = (error, method) => {
    if (method === undefined) return error instanceof kind
    const mode = definition.calls[method]
    if (mode !== "request" && mode !== "stream") throw new TypeError(`A server of ${definition.name} answers no ${method}`)
    const local = isStreaming(definition, "calls", method) && OF_THIS_SIDE
    return error instanceof kind && Object.hasOwn({ ...failuresOf(definition, method), ...local }, error.type)
  }
  return Object.assign(open, { isError })
}

/**
 * Keeps one connection to a contract alive. Its states, and what leads out of each:
 *
 * connecting: accepted leads to open; failed to disconnected, or to closed where it is not to try again;
 * open: lost leads to disconnected, or to closed;
 * disconnected: the timer, a page that is looked at again or a network that is back leads to connecting;
 * closed, to which close() leads from anywhere: nothing.
 */
class Client {
  onopen = null
  onclose = null
  onstate = null
  onframe = null
  calls = Object.create(null) // a method may have any name, that of a member of every object too
  #definition
  #options
  #url
  #reconnect // null where it is not to try again
  #state = "connecting"
  #connection = null // null while disconnected, and when closed
  #links = 0 // sockets so far, and how often one was left
  #session = null // of a contract with resume(): what goes on over another socket
  #kept = null // its connection, which has one socket after the other
  #isFirst = true // no attempt has ended: requests wait for this one
  #failed = 0 // attempts in a row
  #openedAt = 0
  #wokenAt = -Infinity // when an event of the page last caused an attempt
  #hasOpened = false
  #isSettled = false // whether it is open and prepared
  #hasExpired = false // since a connection has held
  #timer // of the next attempt
  #nextAttempt = 0
  #error // why it is not open
  #end = null // once closed: { error }, error being undefined where iterators end silently
  #snapshot = Object.freeze({ state: "connecting", error: undefined, retry: undefined })
  #subscribers = new Set() // of the snapshot
  #waiting = [] // who waits for the attempt
  #listeners = []
  #inbox // of receive() and of loops over the client
  #iterators = new Set() // { type, inbox, gaps } for each iterator of messages(), of all types where it has none

  constructor(definition, path, options) {
    this.#definition = definition
    this.#options = options
    this.#url = urlOf(definition, path, options)
    this.#inbox = new Inbox(`${definition.name} lost messages: ${MAX_WAITING} before them were not taken`)
    checkNumbers(options)
    this.#reconnect = options.reconnect === false ? null : Object.fromEntries(
      Object.entries(RECONNECT).map(([name, value]) => [name, options.reconnect?.[name] ?? value]))
    if (!webSocketOf(options)) {
      throw new TypeError("No WebSocket here: set the option WebSocket, or start Node 20 with --experimental-websocket")
    }
    bindMembers(this)
    this.#session = definition.resume?.(this, definition, options, {
      failCalls: (error) => this.#failCalls(error),
      lost: () => this.#skip("lost")
    }) ?? null
    for (const [name, mode] of Object.entries(definition.calls)) {
      const call = this.calls[name] = {
        send: (input) => this.#send(name, input),
        request: async (...args) => this.#call(this.#read(name, args)),
        stream: (...args) => definition.streams.open(this.#read(name, args), (call) => this.#call(call))
      }[mode]
      if (mode !== "send") Object.defineProperty(call, "length", { value: takenBy(definition, name) })
      // A member counts more, be it one of this class or of every object.
      if (!(name in this) && !NEVER_MEMBERS.includes(name)) this[name] = this.calls[name]
    }
    this.#listenToPage("add")
    this.#connect()
  }

  get state() {
    return this.#state
  }

  // A function may be subscribed twice, and each time is removed by itself.
  subscribe(listener) {
    const entry = { listener }
    this.#subscribers.add(entry)
    return () => void this.#subscribers.delete(entry)
  }

  getSnapshot() {
    return this.#snapshot
  }

  opened() {
    return this.#state === "open" ? Promise.resolve() : this.#opens()
  }

  #opens(call) {
    if (this.#end || this.#waiting.length === MAX_WAITING) return Promise.reject(this.#notOpen())
    return new Promise((resolve, reject) => {
      const entry = { call, resolve, reject }
      if (call) call.fail = reject
      if (call && !this.#isFirst) this.#session?.limit(entry, timeoutOf(this.#definition, this.#options, call))
      this.#waiting.push(entry)
    })
  }

  get #isHeld() {
    return this.#isFirst || Boolean(this.#session?.holdsCalls)
  }

  /** Fail the calls that wait for a socket. */
  #failCalls(error) {
    const failed = this.#waiting.filter(({ call }) => call)
    this.#waiting = this.#waiting.filter(({ call }) => !call)
    for (const { reject } of failed) reject(error)
  }

  // An input is written when the method is called: it may change while the call waits.

  /** Read the arguments of a call: its payload, what it streams and its options, the first two where the method has them. */
  #read(name, args) {
    const definition = this.#definition
    const rest = [...args]
    const input = isIn(definition.withoutInput, "calls", name) ? undefined : rest.shift()
    const json = stringify(definition, "calls", name, input)
    const items = isIn(definition.takesItems, "calls", name) ? { items: rest.shift() } : {}
    const { signal, timeout, window } = rest[0] ?? {}
    check({ timeout }, 1, Infinity)
    return { name, json, signal, timeout, window, ...items }
  }

  /** Make a call, on the next connections too where its method is one of those. */
  #call(call) {
    const { again } = this.#definition
    const isRepeated = again?.isFor(call.name) && (this.#isHeld || this.#state === "open")
    return isRepeated ? again.make(this.#definition, call, {
      client: this,
      timeout: timeoutOf(this.#definition, this.#options, call),
      request: (one) => this.#request(one),
      settled: () => this.#isSettled ? Promise.resolve() : this.#opens()
    }) : this.#request(call)
  }

  /** Make a call. What lets it fail early is its member `fail`, another one while it waits and once it is sent. */
  async #request(call) {
    const { signal } = call
    const abort = () => call.fail(signal.reason)
    signal?.throwIfAborted()
    signal?.addEventListener("abort", abort)
    try {
      while (this.#isHeld) await this.#opens(call)
      signal?.throwIfAborted()
      return await this.#open().request(call)
    } finally {
      signal?.removeEventListener("abort", abort)
    }
  }

  #send(name, input) {
    const json = stringify(this.#definition, "calls", name, input)
    const send = () => this.#isHeld ? this.#opens({ name, timeout: Infinity }).then(send) : this.#open().send(name, json)
    send()?.catch((error) => this.#session?.isTold(name, input) || console.error(`Dropped ${this.#definition.name}.${name}:`, error))
  }

  #open() {
    if (this.#state !== "open") throw this.#notOpen()
    return this.#connection
  }

  #notOpen() {
    if (this.#end?.error) return this.#end.error
    const seconds = Math.ceil((this.#nextAttempt - Date.now()) / 1_000)
    const why = {
      connecting: "is not connected yet: wait for opened() or onopen",
      disconnected: `has lost its connection and tries again in ${seconds} s`,
      closed: "is closed"
    }
    const message = `The client of ${this.#definition.name} ${why[this.#state]}`
    return new NotConnectedError({ message, cause: this.#error })
  }

  // What the server sends

  on(listener) {
    const known = Object.keys(this.#definition.handlers)
    for (const [name, value] of Object.entries(listener)) {
      const isFunction = typeof value === "function"
      if (isFunction && !known.includes(name)) {
        throw new TypeError(`A server of ${this.#definition.name} calls no ${name}: it calls ${known.join(", ")}`)
      }
      if (!isFunction && isPresent(value) && known.includes(name)) {
        throw new TypeError(`A server of ${this.#definition.name} calls ${name}, which is no function in this listener`)
      }
    }
    this.#listeners.push(listener)
    return () => this.#listeners = this.#listeners.filter((other) => other !== listener)
  }

  messages(...args) {
    const [type, { gaps = false } = {}] = typeof args[0] === "string" ? args : [undefined, ...args]
    const { name, handlers } = this.#definition
    if (type !== undefined && handlers[type] !== "send") throw new TypeError(`A server of ${name} sends no message ${type}`)
    const of = type === undefined ? name : `${name}.${type}`
    const inbox = new Inbox(`An iterator of ${of} ended: it was behind by ${MAX_WAITING} messages`, gaps ? "gap" : "end")
    const entry = { type, inbox, gaps }
    if (this.#end) inbox.end(this.#end.error)
    else this.#iterators.add(entry)
    return inbox.iterator(() => this.#iterators.delete(entry))
  }

  [Symbol.asyncIterator]() {
    return this.#inbox.iterator()
  }

  async receive() {
    const { value, done } = await this.#inbox.next()
    if (done) throw this.#error
    return value
  }

  #deliver(type, data) {
    this.#inbox.push({ type, data })
    for (const entry of this.#iterators) {
      if (entry.type === undefined) entry.inbox.push({ type, data })
      else if (entry.type === type) entry.inbox.push(data)
    }
    for (const listener of this.#listeners) {
      const method = methodOf(listener, type)
      if (method && !this.#end) run(() => method.call(listener, data))
    }
  }

  // The latest listener that has the method answers.
  #answer(type, args) {
    const listener = this.#listeners.filter((candidate) => methodOf(candidate, type)).at(-1)
    if (!listener) throw routeNotFound(`${this.#definition.name}.${type}`)
    return methodOf(listener, type).apply(listener, args)
  }

  // Connecting

  #connect() {
    this.#begin(({ connection, attempt }) => connection.connect(this.#url, attempt))
  }

  #begin(code) {
    clearTimeout(this.#timer)
    this.#isSettled = false
    const connection = this.#connection = this.#kept ?? this.#make()
    if (this.#session) this.#kept = connection
    this.#links++
    const attempt = connection.begins()
    this.#move("connecting")
    if (connection.attempt === attempt) code({ connection, attempt })
  }

  #make() {
    const { connection: Dialect } = this.#definition
    return new Dialect(this.#definition, this.#options, {
      session: this.#session,
      opened: () => this.#opened(),
      ended: (error, isFinal) => this.#lost(error, isFinal),
      deliver: (type, data) => this.#deliver(type, data),
      answer: (type, args) => this.#answer(type, args),
      frame: (direction, text) => this.onframe && run(() => this.onframe(direction, text)),
      retry: () => this.#state === "disconnected" && this.#connect(),
      adopt: (socket) => this.#end || this.#begin(({ connection }) => connection.use(socket))
    })
  }

  // A hook may close the client, or have it connect again: then there is nothing more to tell of this connection.
  #opened() {
    const links = this.#links
    const isCurrent = () => this.#links === links
    const settle = () => {
      if (!isCurrent()) return
      this.#isSettled = true
      for (const { resolve } of this.#waiting.splice(0)) resolve()
    }
    this.#isFirst = false
    this.#openedAt = performance.now()
    this.#error = undefined
    if (this.#hasOpened && !this.#session?.isWhole) this.#skip("reconnected")
    this.#hasOpened = true
    this.#move("open", {})
    if (this.#session) return this.#session.opened(isCurrent, settle)
    if (isCurrent()) run(() => this.onopen?.())
    settle()
  }

  #skip(reason) {
    for (const { inbox, gaps } of this.#iterators) if (gaps) inbox.push(new Gap(reason))
  }

  #lost(error, isFinal) {
    const options = this.#reconnect
    const held = this.#state === "open" ? performance.now() - this.#openedAt : -1
    if (options && held >= options.resetAfter) this.#failed = 0
    if (held >= RIGHTS_HELD) this.#hasExpired = false
    this.#leave(error)
    const waiting = this.#waiting.splice(0)
    const mayTry = !isFinal && (error instanceof RightsExpiredError ? this.#mayRenew()
      : mayPass(error) || error.code === this.#session?.elsewhere)
    let retry
    // Without a network an attempt fails in vain: it is not counted against the server.
    if (mayTry && options && (this.#failed < options.maxRetries || isOffline())) {
      const delay = this.#session?.takeDelay() ?? delayOf(options, this.#failed++)
      retry = { attempt: Math.max(this.#failed, 1), delay }
      if (this.#session?.holdsCalls) this.#waiting = waiting.filter(({ call }) => call)
      this.#connectIn(delay)
      this.#move("disconnected", { error, retry })
    } else {
      // The loss of a connection that was never to be opened again is an end like any other.
      this.#finish(mayTry && !options ? undefined : error)
    }
    // Unless onstate has closed the client meanwhile.
    if (!retry || !this.#end) run(() => this.onclose?.({ code: error.code, reason: error.reason, error, retry }))
    for (const one of waiting) if (!this.#waiting.includes(one)) one.reject(error)
  }

  #connectIn(delay) {
    clearTimeout(this.#timer)
    this.#nextAttempt = Date.now() + delay
    this.#timer = later(delay, () => this.#connect())
  }

  // New credentials are tried once: a server that takes them and ends their rights at once would do so for ever.
  #mayRenew() {
    const isFirst = this.#reconnect !== null && !this.#hasExpired
    this.#hasExpired = true
    return isFirst
  }

  #leave(error) {
    this.#links++
    this.#connection = null
    this.#isFirst = false
    this.#isSettled = false
    this.#error = error
  }

  #finish(error, told = { error: this.#error }) {
    clearTimeout(this.#timer)
    this.#listenToPage("remove")
    this.#end = { error }
    this.#session?.end(this.#error)
    for (const { inbox } of [{ inbox: this.#inbox }, ...this.#iterators]) inbox.end(error)
    this.#move("closed", told)
  }

  // A snapshot is another one only where it differs, and is told once it holds.
  #move(state, { error, retry } = { error: this.#error }) {
    if (this.#state === state) return
    this.#state = state
    const snapshot = this.#snapshot = Object.freeze({ state, error, retry: retry && Object.freeze({ ...retry }) })
    run(() => this.onstate?.(state))
    for (const { listener } of [...this.#subscribers]) if (this.#snapshot === snapshot) run(() => listener())
  }

  forceReconnect() {
    if (this.#end) return
    this.#connection?.drop()
    this.#connect()
  }

  // The timers of a page that nobody looks at are late, and a network that is gone says nothing.

  // Of many such events in a row each attempt but the first waits.
  #wake() {
    if (this.#state === "open") return this.#connection.ping()
    if (this.#state !== "disconnected") return
    const wait = this.#wokenAt + MIN_BETWEEN_WAKES - performance.now()
    if (wait > 0) {
      if (Date.now() + wait < this.#nextAttempt) this.#connectIn(wait)
    } else {
      this.#wokenAt = performance.now()
      this.#connect()
    }
  }

  #seen = () => {
    if (document.visibilityState === "visible") this.#wake()
  }

  // The server is reached anew: earlier failures say nothing about it.
  #online = () => {
    this.#failed = 0
    this.#wake()
  }

  // The connection may be to this very machine, and hold.
  #offline = () => {
    if (this.#state === "open") this.#connection.ping()
  }

  #listenToPage(verb) {
    globalThis[`${verb}EventListener`]?.("online", this.#online)
    globalThis[`${verb}EventListener`]?.("offline", this.#offline)
    globalThis.document?.[`${verb}EventListener`]("visibilitychange", this.#seen)
  }

  // The end

  close(code = 1000, reason = "") {
    if (code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
      throw new RangeError(`The close code ${code} is not for applications: use 1000, or 3000 to 4999`)
    }
    if (isLonger(reason, 123)) {
      throw new RangeError("The reason of a close is longer than 123 bytes")
    }
    if (this.#end) return
    const connection = this.#connection
    if (this.#session) this.#session.hasEnded = true
    const waiting = this.#waiting.splice(0)
    this.#leave(new WsError(code, reason, { message: `The client of ${this.#definition.name} was closed` }))
    connection?.close(code, reason)
    this.#finish(undefined, {})
    for (const { reject } of waiting) reject(this.#error)
  }

  async teardown() {
    if (this.#state === "open") await this.#connection.drain()
    this.close()
  }
}

/** One WebSocket. Tells its host, each at most once, that it has opened and that it has ended. */
export class Connection {
  static errors = ContractError // the class of those that a contract declares
  ids = { next: 1 } // of requests, counted for the socket
  isDropped = false // whether it ends as its socket is of no use, even to others
  attempt = null // the one under way, null once it has ended
  #socket = null
  #timer // of the attempt

  constructor(definition, options, host) {
    Object.assign(this, { definition, options, host, isOpen: false })
  }

  /** Begin an attempt, which connect() is told. */
  begins() {
    this.#socket = null
    this.isDropped = false
    if (!this.host.session?.isKept) this.ids = { next: 1 }
    return this.attempt = {}
  }

  async connect(url, attempt) {
    const isOver = () => this.attempt !== attempt
    const late = `${CONNECT_TIMEOUT / 1_000} s`
    this.limit(CONNECT_TIMEOUT, () => this.#socket ? `Not connected within ${late}`
      : `No URL or headers for ${this.definition.name} within ${late}`)
    let address
    try {
      address = await url()
      if (!isOver()) await this.#readHeaders()
    } catch (cause) {
      if (isOver()) return
      const message = `No URL or headers for ${this.definition.name}: ${cause?.message ?? cause}`
      return this.end(new WsError(1006, "", { type: cause?.type ?? "SERVER_ERROR", message, cause }))
    }
    if (isOver()) return
    const protocols = this.options.protocols ?? this.definition.subProtocols ?? []
    try {
      const WebSocket = webSocketOf(this.options)
      const make = () => protocols.length ? new WebSocket(address, protocols) : new WebSocket(address)
      this.use(this.definition.shared?.join(this, address, make) ?? make())
    } catch (cause) {
      const message = `No WebSocket to ${address.origin}: ${cause.message}`
      return this.end(new WsError(1006, "", { message, cause }), { isFinal: true })
    }
  }

  async #readHeaders() {
    const { headers } = this.options
    this.makeHeaders = typeof headers === "function" ? headers : null
    this.headers = headersOf(await valueOf(headers))
  }

  use(socket) {
    const { attempt } = this
    this.#socket = socket
    socket.onopen = () => this.begin()
    socket.onmessage = ({ data }) => {
      this.host.frame("in", data)
      if (this.attempt === attempt) this.receive(data)
    }
    socket.onclose = ({ code, reason }) => this.end(this.closedBy(code, reason))
    // All that Node 20 tells of a connection that cannot be opened.
    socket.onerror = () => socket.readyState % 3 || this.end(this.closedBy(1006, ""))
  }

  closedBy(code, reason) {
    const message = `Connection closed before the server accepted it: ${code}${reason && ` ${reason}`}`
    const details = this.isOpen ? {} : { type: code === 4000 ? "VALIDATION_ERROR" : "SERVER_ERROR", message }
    return code === RIGHTS_ENDED ? new RightsExpiredError(reason, details) : new WsError(code, reason, details)
  }

  /** Give the attempt so long from now. */
  limit(millis, message) {
    clearTimeout(this.#timer)
    if (!this.attempt) return
    this.#timer = later(millis, () => this.fail(4001, "Handshake failed", { type: "SERVER_ERROR", message: message() },
      this.host.session?.closing))
  }

  opened() {
    clearTimeout(this.#timer)
    this.isOpen = true
    this.host.opened()
  }

  /** How many bytes the socket has not sent yet. */
  waiting() {
    return this.#socket.bufferedAmount
  }

  write(text) {
    this.#socket.send(text)
    this.host.frame("out", text)
  }

  /** End by the decision of this side. */
  fail(code, reason, details, sent = code) {
    this.isDropped = true
    this.end(new WsError(code, reason, details), { code: sent, reason })
  }

  /** End without a word to the host, which connects again. */
  drop() {
    this.isDropped = true
    this.end(new WsError(1000), { code: this.host.session?.closing ?? 1000, isTold: false })
  }

  /** End without a word to the host. */
  close(code, reason) {
    this.end(new WsError(code, reason), { code, reason, isTold: false })
  }

  // Lets go of the socket at once: closing one whose network is gone can take a minute.
  end(error, { code = 1000, reason = "", isFinal = false, isTold = true } = {}) {
    if (!this.attempt) return
    this.attempt = null
    clearTimeout(this.#timer)
    const socket = this.#socket
    // A server is told what nobody waits for where its connection goes on.
    this.isOpen &&= Boolean(socket.isShared && !this.isDropped)
    this.release(error)
    this.isOpen = false
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.onerror = () => {} // some implementations throw where nobody listens
      socket.close(code, reason)
    }
    if (isTold) this.host.ended(error, isFinal)
  }
}

/** Frames of the form type:path:id:json. */
class GrestConnection extends Connection {
  paths = new Map(Object.entries(this.definition.handlers)
    .map(([name, mode]) => [`${this.definition.name}.${name}`, { name, mode,
      hasInput: !isIn(this.definition.withoutInput, "handlers", name),
      takesItems: isIn(this.definition.takesItems, "handlers", name),
      isStreaming: isStreaming(this.definition, "handlers", name) }]))
  #pending = new Map() // requests of this side, by id
  maxFrameSize = Infinity // bytes that the server takes, where it has said so
  hasStreams = false // whether the server has granted the extension: then it hears of deadlines and cancellation, too
  #requests = this.definition.requests?.(this) // of the other side, where there are such methods
  #draining = null // { promise, resolve, timer }
  #heard = false
  #heartbeat
  #pong // the timer of a ping that waits for its answer
  #hasWarned = false
  #credentials = null // where the server has granted the extension
  #session = this.host.session?.join(this)

  begin() {
    const { name, fingerprint } = this.definition
    const extensions = {
      "grest-ws-extensions": `${fingerprint ? "contract," : ""}limits,streams${this.makeHeaders ? ",credentials" : ""}${this.#session?.isOn ? ",resume" : ""}`,
      "grest-ws-max-frame-size": String(this.options.maxFrameSize ?? MAX_FRAME_SIZE),
      ...fingerprint && { "grest-ws-contract": `${name}=${fingerprint}` }
    }
    const hello = (more) => `h:::${JSON.stringify({ ...this.headers, ...extensions, ...more })}`
    let frame = hello(this.#session?.headers())
    if (this.#session && isLonger(frame, MAX_HANDSHAKE)) frame = hello(this.#session.headers(false))
    if (isLonger(frame, MAX_HANDSHAKE)) {
      const message = `The handshake of ${name} has more than ${MAX_HANDSHAKE} bytes: `
        + "send fewer or shorter headers"
      return this.fail(4001, "Handshake failed", { type: "PAYLOAD_TOO_LARGE", message })
    }
    this.write(frame)
    this.limit(this.options.handshakeTimeout ?? HANDSHAKE_TIMEOUT, () => "Handshake timeout")
  }

  receive(text) {
    this.#heard = true
    clearTimeout(this.#pong)
    this.#pong = undefined
    // 1003 is for the error alone: a browser may not close with it.
    if (typeof text !== "string") return this.end(new WsError(1003, "Text frames only"))
    // Split at the first three colons: what follows is JSON, and may hold more.
    const [, type, path, id, data] = /^([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text) ?? []
    if (!this.isOpen) {
      if (type === "k") this.#accepted(parse(data))
      else if (type === "x") this.#rejected(parse(data))
    } else if (this.#session?.take(text, type, path, id, data)) return
    else if (type === "p") this.write("o:::")
    else if (type === "s" && path) this.#answered(id, data)
    else if (type === "m" && path) this.#message(path, data)
    else if (type === "r" && path) this.#requested(path, id, data)
    else if (type === "t") this.#credentials?.receive(parse(data))
    else if (this.hasStreams && (type === "n" || type === "q" || type === "z")) this.#streamed(type, id, data)
  }

  #accepted(granted) {
    const { attempt } = this
    const { extensions, maxFrameSize: size, expires } = granted ?? {}
    const grants = (name) => Array.isArray(extensions) && extensions.includes(name)
    this.hasStreams = grants("streams")
    const given = Number.isInteger(size) && size >= MIN_FRAME_SIZE ? size : SERVER_MAX_FRAME_SIZE
    this.maxFrameSize = grants("limits") ? given : Infinity
    this.#session?.accept(grants("resume") ? granted.resume : undefined)
    if (this.attempt !== attempt) return
    if (this.makeHeaders && grants("credentials")) {
      this.#credentials = new Credentials(this.definition.name, {
        make: async () => headersOf(await valueOf(this.makeHeaders)),
        send: (headers) => this.#sendCredentials(headers),
        errorOf: (result) => this.#rejection(result, "Refused by the server")
      })
      this.#credentials.last(expires)
    }
    const { heartbeat } = this.options
    const interval = heartbeat?.interval ?? HEARTBEAT.interval
    if (heartbeat !== false && interval < TIMER_END) {
      this.#heartbeat = setInterval(() => {
        if (!this.#heard) this.ping()
        this.#heard = false
      }, interval)
    }
    this.opened()
  }

  #rejected(result) {
    this.fail(4001, "Handshake failed", this.#rejection(result, "Rejected by the server"))
  }

  #rejection(result, otherwise) {
    const { calls = {}, handlers = {} } = this.definition.errors ?? {}
    return errorOf(result, Object.assign({}, STATUSES, ...Object.values(calls), ...Object.values(handlers)), otherwise)
  }

  #sendCredentials(headers) {
    const frame = `t:::${JSON.stringify(headers)}`
    const limit = Math.min(this.maxFrameSize, MAX_HANDSHAKE)
    if (isLonger(frame, limit)) {
      throw new ContractError("PAYLOAD_TOO_LARGE", { message: `Their frame has more than ${limit} bytes` })
    }
    this.write(frame)
  }

  // Stands for a ping of the WebSocket protocol, which a page cannot send.
  ping() {
    const { heartbeat } = this.options
    if (this.#pong !== undefined || heartbeat === false) return
    this.#pong = later(heartbeat?.timeout ?? HEARTBEAT.timeout, () => this.fail(4008, "Heartbeat timeout"))
    this.write("p:::")
  }

  write(text) {
    if (this.#session) this.#session.write(text)
    else super.write(text)
  }

  /** Hand a frame to the socket. */
  transmit(text) {
    super.write(text)
  }

  /** Whether what is written goes out, perhaps over a later socket. */
  get canWrite() {
    return this.isOpen || Boolean(this.#session?.isKept)
  }

  // Calls of this side

  send(name, json = "") {
    this.write(this.#fitting(`m:${this.definition.name}.${name}::${json}`))
  }

  request(call) {
    return new Promise((resolve, reject) => {
      if (this.#draining) throw serverError("The client is about to close")
      const { name, json = "", timeout, waited = 0 } = call
      const streams = isStreaming(this.definition, "calls", name)
      if (streams && !this.hasStreams) {
        throw new ContractError("STREAMS_REQUIRED", { message: "The other side does not support streams" })
      }
      const id = String(this.ids.next)
      const path = `${this.definition.name}.${name}`
      Object.assign(call, { path, resolve, reject })
      if (streams) call.link = this.definition.streams.calling(this.definition, call)
      const deadline = this.hasStreams && timeout < TIMER_END ? `;dl=${Math.ceil(Math.max(timeout - waited, 1))}` : ""
      const frame = this.#fitting(`r:${path}:${id}${call.link?.parameters ?? ""}${deadline}:${json}`)
      this.ids.next++
      call.fail = (error) => {
        if (!this.#take(id)) return
        reject(error)
        if (this.hasStreams && this.canWrite) this.write(`z::${id}:`)
      }
      const millis = timeoutOf(this.definition, this.options, call) - waited
      call.timer = later(millis, () => call.fail(new RequestTimeoutError()))
      this.#pending.set(id, call)
      this.write(frame)
      call.link?.begin(this.writer(this.#pending, id, call))
    })
  }

  /** Writes frames of a call that belong to its streams, for as long as it has not ended. */
  writer(calls, id, call) {
    const write = (type, rest) => calls.get(id) === call && this.write(this.#fitting(`${type}::${id}${rest}`, call.path))
    return Object.assign(write, { waiting: () => this.waiting(), isHeld: () => Boolean(this.#session?.holdsItems) })
  }

  // The server would close the connection over a frame that is too long, and fail every call.
  #fitting(frame, path = frame.split(":", 2)[1]) {
    if (isLonger(frame, this.maxFrameSize)) throw this.tooLong(path)
    return frame
  }

  tooLong(path) {
    const message = `${path} was not sent: its frame has more than the ${this.maxFrameSize} bytes that the server takes`
    return new ContractError("PAYLOAD_TOO_LARGE", { message })
  }

  // Of late, repeated and invented answers nobody hears.
  #answered(id, data) {
    const call = this.#take(id)
    if (!call) return
    const result = parse(data, this.definition, "results", call.name)
    if (result?.success === true) call.resolve(result.data)
    else call.reject(errorOf(result, failuresOf(this.definition, call.name, this.hasStreams), "The answer is no result"))
  }

  #take(id) {
    const call = this.#pending.get(id)
    clearTimeout(call?.timer)
    this.#pending.delete(id)
    call?.link?.end()
    this.checkDrained()
    return call
  }

  // The id tells whose call it is. Of calls that have ended, or have no such stream, nobody hears.
  #streamed(type, tag, data) {
    const id = type === "n" ? tag.split(";", 1)[0] : tag
    const isTheirs = id.startsWith("~")
    const call = isTheirs ? this.#requests?.get(id) : this.#pending.get(id)
    if (type === "z" && isTheirs) call?.fail(new ContractError("CANCELLED"))
    else call?.link?.[type]?.(data, tag)
  }

  // Calls of the other side

  /** Take a message, unless it is none that is known. */
  #message(path, data) {
    const { name, mode, hasInput, isStreaming } = this.paths.get(path) ?? {}
    const input = hasInput ? parse(data, this.definition, "handlers", name) : undefined
    const isKnown = mode && !isStreaming && !(hasInput && data && input === undefined)
    if (isKnown) {
      if (mode === "send") this.host.deliver(name, input)
      else this.#requests.ignore(name, hasInput ? [input] : [])
    } else {
      if (!this.#hasWarned) console.warn(`Dropped a message that ${this.definition.name} does not know: ${path}`)
      this.#hasWarned = true
    }
    return isKnown
  }

  // A message may be sent as a request: it is answered once it is delivered.
  #requested(path, tag, data) {
    if (this.#requests) return this.#requests.take(path, tag, data)
    const type = !this.paths.has(path) ? "ROUTE_NOT_FOUND" : this.#message(path, data) ? "OK" : "VALIDATION_ERROR"
    const id = this.hasStreams ? tag.split(";", 1)[0] : tag
    this.write(`s:${path}:${id}:${JSON.stringify({ success: type === "OK", type, statusCode: STATUSES[type] })}`)
  }


  // The end

  /** Wait for unfinished calls of both sides, and send no new ones. */
  drain() {
    if (!this.#draining) {
      const draining = this.#draining = {}
      draining.promise = new Promise((resolve) => draining.resolve = resolve)
      draining.timer = later(this.options.requestTimeout ?? REQUEST_TIMEOUT, draining.resolve)
      this.checkDrained()
    }
    return this.#draining.promise
  }

  checkDrained() {
    if (!this.isIdle) return
    this.#draining?.resolve()
    this.#session?.idle()
  }

  isPending(id) {
    return this.#pending.has(id)
  }

  get isIdle() {
    return this.#pending.size + (this.#requests?.size ?? 0) === 0
  }

  release(cause) {
    clearInterval(this.#heartbeat)
    clearTimeout(this.#pong)
    clearTimeout(this.#draining?.timer)
    this.#credentials?.end()
    this.#pong = undefined
    this.#credentials = null
    if (this.#session?.detach(cause)) this.#draining?.resolve()
    else this.lose(cause)
  }

  /** Let go of what was to go on. */
  lose(cause) {
    this.failCalls(cause)
    this.#requests?.release(cause)
    if (this.#session) this.#requests = this.definition.requests?.(this)
  }

  failCalls(cause, are = () => true) {
    for (const call of [...this.#pending.values()]) if (are(call)) call.fail(new ConnectionClosedError({ cause }))
  }
}

/**
 * The rights of one connection, whose credentials are made and sent anew before they end, one at a time. What is refused, fails
 * or is not answered is tried again after half of the time that remains.
 */
class Credentials {
  #name // of the contract
  #host
  #end = Infinity // of the rights, by performance.now()
  #attempt = null // { isSent, isOutdated } while one is under way
  #triedAt = -Infinity
  #timer // of the next attempt, or for the one under way

  /** Told how to make headers, to send them, and what error a refusal is. */
  constructor(name, host) {
    this.#name = name
    this.#host = host
  }

  /** The rights last so long from now, or without an end. */
  last(millis) {
    const lasts = typeof millis === "number" && millis >= 0 ? millis : Infinity
    this.#end = performance.now() + lasts
    this.#tryIn(lasts - Math.min(MAX_AHEAD, lasts / 10))
  }

  receive(answer) {
    if (typeof answer !== "object" || answer === null) return
    if (answer.success === false) {
      if (this.#attempt?.isSent) this.#failed(this.#host.errorOf(answer))
    } else if (typeof answer.within === "number") {
      this.#asked(answer.within)
    } else {
      const isOutdated = this.#attempt?.isOutdated
      this.#attempt = null
      this.last(answer.expires)
      if (isOutdated) this.#tryIn(0)
    }
  }

  // The server may have judged what is sent already before it asked: it gets others.
  #asked(within) {
    this.#end = Math.min(this.#end, performance.now() + within)
    if (!this.#attempt) return this.#tryIn(0)
    this.#attempt.isOutdated = this.#attempt.isSent
    this.#limit()
  }

  #tryIn(millis) {
    this.#wait(Math.max(millis, this.#triedAt + MIN_BETWEEN - performance.now()), () => this.#try())
  }

  async #try() {
    const attempt = this.#attempt = { isSent: false, isOutdated: false }
    this.#triedAt = performance.now()
    this.#limit()
    try {
      const headers = await this.#host.make()
      if (this.#attempt !== attempt) return
      attempt.isSent = true
      this.#triedAt = performance.now()
      this.#host.send(headers)
    } catch (error) {
      if (this.#attempt === attempt) this.#failed(error)
    }
  }

  /** Give the attempt under way half of the time that remains. */
  #limit() {
    this.#wait(Math.max((this.#end - performance.now()) / 2, MIN_BETWEEN), () => this.#failed(serverError("No answer in time")))
  }

  #failed(error) {
    this.#attempt = null
    clearTimeout(this.#timer)
    const remaining = this.#end - performance.now()
    const isLast = remaining <= MIN_BETWEEN
    if (!isLast) this.#tryIn(remaining / 2)
    const then = isLast ? "whose rights end now" : `and tries again in ${Math.ceil(remaining / 2_000)} s`
    console.warn(`The client of ${this.#name} has not renewed its credentials, ${then}:`, error)
  }

  // In steps, as a longer timer fires at once. A socket keeps Node running, what waits for its rights to end does not.
  #wait(millis, code) {
    clearTimeout(this.#timer)
    if (millis === Infinity) return
    const step = Math.min(millis, TIMER_END - 1)
    this.#timer = setTimeout(() => millis > step ? this.#wait(millis - step, code) : code(), step)
    this.#timer.unref?.()
  }

  end() {
    this.#attempt = null
    clearTimeout(this.#timer)
  }
}

/**
 * Messages that wait to be taken, each by one taker. What becomes of more than fit: "drop" those, and tell it once in their
 * place; "end" with the next that is taken; or put a "gap" in place of all that wait.
 */
export class Inbox {
  #overflow // the words of the error
  #policy
  #queue = []
  #takers = []
  #hasLost = false // messages, after those in the queue
  #end = null // { error } once nothing more arrives

  constructor(overflow, policy = "drop") {
    this.#overflow = overflow
    this.#policy = policy
  }

  push(value) {
    if (this.#takers.length) this.#takers.shift().resolve({ value, done: false })
    else if (this.#hasLost) return
    else if (this.#queue.length < MAX_WAITING) this.#queue.push(value)
    else if (this.#policy === "gap") this.#queue = [this.#gapOf(value)]
    else {
      this.#hasLost = true
      if (this.#policy === "end") this.#queue = []
    }
  }

  #gapOf(value) {
    const all = [...this.#queue, value]
    const dropped = all.reduce((sum, one) => sum + (one instanceof Gap ? one.dropped : 1), 0)
    return new Gap("overflow", dropped)
  }

  /** Nothing more arrives. What has arrived is still to be had, unless the end is `now`. */
  end(error, now = false) {
    this.#end = { error }
    if (now) this.#queue = []
    for (const taker of this.#takers.splice(0)) this.#conclude(taker)
  }

  /** Take one. */
  next(taker) {
    return new Promise((resolve, reject) => {
      if (this.#queue.length) return resolve({ value: this.#queue.shift(), done: false })
      if (this.#hasLost) {
        this.#hasLost = false
        reject(new RangeError(this.#overflow))
      } else if (this.#end) this.#conclude({ resolve, reject })
      else this.#takers.push({ taker, resolve, reject })
    })
  }

  #conclude({ resolve, reject }) {
    if (this.#end.error) reject(this.#end.error)
    else resolve({ value: undefined, done: true })
  }

  /** An iterator that takes until it ends, and leaves the rest to others. */
  iterator(onend) {
    let hasEnded = false
    const end = () => {
      hasEnded = true
      const isOwn = ({ taker }) => taker === iterator
      for (const { resolve } of this.#takers.filter(isOwn)) resolve({ value: undefined, done: true })
      this.#takers = this.#takers.filter((taker) => !isOwn(taker))
      onend?.()
    }
    const next = async () => {
      if (hasEnded) return { value: undefined, done: true }
      try {
        const step = await this.next(iterator)
        if (step.done) end()
        return step
      } catch (error) {
        end()
        throw error
      }
    }
    const iterator = {
      next,
      async return(value) {
        end()
        return { value, done: true }
      },
      [Symbol.asyncIterator]: () => iterator
    }
    return iterator
  }
}

// Addresses

function urlOf({ name, path: template, served }, variables, options) {
  const path = template.replace(/\{([^}]*)}/g, (_, variable) => {
    const value = Object.hasOwn(variables, variable) ? variables[variable] ?? "" : ""
    if (value === "") throw new TypeError(`${name} at ${template} needs the path variable ${variable}`)
    return encodeURIComponent(value)
  })
  const unknown = Object.keys(variables).find((variable) => !template.includes(`{${variable}}`))
  if (unknown) throw new TypeError(`${name} at ${template} has no path variable ${unknown}`)
  // A URL would resolve them, and lead elsewhere.
  if (/\/\.\.?(\/|$)/.test(path)) throw new TypeError(`${name} at ${template} cannot have a segment of dots: ${path}`)
  // The origin of a file or an extension is no server.
  const page = /^https?:/.exec(globalThis.location?.origin)?.input
  const home = homeOf(served) ?? page
  if (!options.url && !home) throw new TypeError(`No page to take the server of ${name} from: set the option url`)
  return async () => {
    const address = addressOf(await valueOf(options.url) ?? home, page)
    address.pathname = address.pathname.replace(/\/$/, "") + path
    address.hash = ""
    for (const [key, value] of Object.entries(await valueOf(options.query) ?? {})) {
      const values = [value].flat().filter(isPresent)
      if (values.length) address.searchParams.delete(key)
      for (const one of values) address.searchParams.append(key, one)
    }
    return address
  }
}

/** The server that a module comes from, which need not be that of the page, and may be behind a path that it does not know. */
function homeOf([url = "", path] = []) {
  const [address] = url.split(/[?#]/, 1)
  return /^https?:/.test(address) && address.endsWith(path) ? address.slice(0, -path.length) : undefined
}

/** The address of a server, which a further attempt would not find either where it is none. */
function addressOf(url, page) {
  try {
    const address = new URL(url, page)
    address.protocol = address.protocol.replace("http", "ws")
    if (/^wss?:$/.test(address.protocol)) return address
  } catch {
    // said below
  }
  throw new ContractError("VALIDATION_ERROR", { message: "the option url must begin with ws://, wss://, http:// or https://" })
}

// Servers of the package look them up in lower case.
function headersOf(headers) {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([, value]) => isPresent(value))
    .map(([name, value]) => [name.toLowerCase(), String(value)]))
}

/** A value, or what a function makes of it at each attempt. */
function valueOf(value) {
  return typeof value === "function" ? value() : value
}

function isPresent(value) {
  return value !== undefined && value !== null
}

function isOffline() {
  return globalThis.navigator?.onLine === false
}

function webSocketOf(options) {
  return options.WebSocket ?? globalThis.WebSocket
}

// Members

/** Bind a client's members to it: those of a proxy, such as that of Vue's ref(), are called on the proxy. */
function bindMembers(client) {
  const members = Object.getOwnPropertyDescriptors(Client.prototype)
  delete members.constructor
  for (const key of Reflect.ownKeys(members)) {
    const { value, get } = members[key]
    Object.defineProperty(client, key, {
      configurable: true, ...(get ? { get: get.bind(client) } : { value: value.bind(client), writable: true })
    })
  }
}

/** A listener's own method, or that of its class: not what every object has. */
function methodOf(listener, name) {
  for (let owner = listener; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name) && (name !== "constructor" || owner === listener)) {
      return typeof listener[name] === "function" ? listener[name] : undefined
    }
  }
}

/** Whether a method is listed, such as among those without input. */
export function isIn(lists, side, name) {
  return lists?.[side]?.includes(name) ?? false
}

/** How many arguments a call that is answered takes before its options. */
function takenBy(definition, name) {
  return (isIn(definition.withoutInput, "calls", name) ? 0 : 1) + (isIn(definition.takesItems, "calls", name) ? 1 : 0)
}

/** How long a call may take. */
function timeoutOf(definition, options, { name, timeout }) {
  return timeout ?? (isStreaming(definition, "calls", name) ? Infinity : options.requestTimeout ?? REQUEST_TIMEOUT)
}

function isStreaming(definition, side, name) {
  return definition[side][name] === "stream" || isIn(definition.takesItems, side, name)
}

/** A number of 1 to 10 digits, NaN for anything else. */
export function numberOf(text) {
  return /^\d{1,10}$/.test(text) ? Number(text) : NaN
}

// Trying again

// A server that fails may be well again soon; one that rejects will reject again.
function mayPass({ type, code }) {
  if (["NOT_AUTHORIZED", "FORBIDDEN", "VALIDATION_ERROR"].includes(type)) return false
  if (code === 4001) return type === "SERVER_ERROR" || type === "TOO_MANY_REQUESTS"
  return code !== 1008 && (code < 4000 || code > 4999 || code === 4008)
}

// At the limit the spread goes down only, and is a spread still.
function delayOf({ baseDelay, maxDelay, jitter }, failed) {
  const doubled = baseDelay * 2 ** Math.min(failed, 30)
  return doubled < maxDelay ? Math.min(maxDelay, doubled * (1 + jitter * (Math.random() * 2 - 1)))
    : maxDelay * (1 - jitter * Math.random())
}

// Results

/** The statuses of all that a method may fail with, by type. */
export function declared(errors, name, hasStreams = true) {
  return { ...ALWAYS, ...(hasStreams && OF_STREAMS), ...(errors && Object.hasOwn(errors, name) && errors[name]) }
}

/** The same of a call of this side, which the security of the server may answer too. */
function failuresOf(definition, name, hasStreams) {
  return { ...OF_SECURITY, ...declared(definition.errors?.calls, name, hasStreams) }
}

/** The error of a result that is no success. */
export function errorOf(result, known, otherwise) {
  const { success, type, statusCode: code, data: details, context } = result ?? {}
  if (success !== false || typeof type !== "string") return serverError(otherwise)
  if (!Object.hasOwn(known, type)) return serverError(`${otherwise}: ${type} is not declared`)
  return new ContractError(type, { code: code ?? known[type], message: textOf(context?.displayMessage), details,
    ref: context?.ref })
}

/** A text of the other side, and nothing else that it may have sent in its place. */
export function textOf(value) {
  return typeof value === "string" ? value : undefined
}

export function serverError(message) {
  return new ContractError("SERVER_ERROR", { message })
}

export function routeNotFound(path, message = `Route not found: ${path}`) {
  return new ContractError("ROUTE_NOT_FOUND", { message })
}

// Options

// Infinity is no limit. A delay has one, as an attempt without a timer would never be made.
function checkNumbers({ requestTimeout, handshakeTimeout, heartbeat, reconnect, maxFrameSize }) {
  check({ requestTimeout, handshakeTimeout }, 1, Infinity)
  check({ maxFrameSize }, MIN_FRAME_SIZE, TIMER_END - 1)
  if (isPresent(maxFrameSize) && !Number.isInteger(maxFrameSize)) {
    throw new RangeError(`The option maxFrameSize is a whole number of bytes: ${maxFrameSize}`)
  }
  check({ "heartbeat.interval": heartbeat?.interval, "heartbeat.timeout": heartbeat?.timeout }, 1, Infinity)
  const { maxRetries, resetAfter, baseDelay, maxDelay, jitter } = reconnect ?? {}
  check({ "reconnect.maxRetries": maxRetries, "reconnect.resetAfter": resetAfter }, 0, Infinity)
  check({ "reconnect.baseDelay": baseDelay, "reconnect.maxDelay": maxDelay }, 1, TIMER_END - 1)
  check({ "reconnect.jitter": jitter }, 0, 1)
}

export function check(options, from, to) {
  for (const [name, value] of Object.entries(options)) {
    if (isPresent(value) && !(typeof value === "number" && value >= from && value <= to)) {
      throw new RangeError(`The option ${name} is a number from ${from} to ${to}: ${value}`)
    }
  }
}

/** Whether a text has more than so many bytes in UTF-8. Those of nearly all need no counting. */
export function isLonger(text, bytes) {
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes
}

// The codec of longs, where a client has one, is told where they are: of which side and method the JSON is.

export function stringify({ longs }, side, name, value) {
  return longs ? longs.stringify(side, name, value) : JSON.stringify(value)
}

export function parse(json, { longs } = {}, side, name) {
  try {
    return longs ? longs.parse(side, name, json) : JSON.parse(json)
  } catch {
    return undefined
  }
}

/** A timer. One of more than 24 days, for which there is none, never fires: Infinity is no limit. */
export function later(millis, code) {
  return millis < TIMER_END ? setTimeout(code, millis) : undefined
}

/** Run code of the user, whose errors harm nobody else. */
export function run(code) {
  try {
    const result = code()
    if (typeof result?.then === "function") result.then(undefined, console.error)
  } catch (error) {
    console.error(error)
  }
}
