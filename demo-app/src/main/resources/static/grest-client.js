// Speaks the wire protocol of a grest-ws contract: text frames of the form type:path:id:data.

const CONNECT_TIMEOUT = 5_000
const REQUEST_TIMEOUT = 30_000
const PING_INTERVAL = 20_000
const BACKOFF = { base: 1_000, max: 30_000, jitter: 0.5 }

// A server that fails may be well again soon; one that rejects will reject again.
const MAY_PASS = new Set(["SERVER_ERROR", "TOO_MANY_REQUESTS"])

/** An error that the other side answered with, or that stands for a connection that failed. */
export class ContractError extends Error {
  constructor(type, { status = 500, data, displayMessage, ref } = {}) {
    super(displayMessage ?? type)
    this.name = "ContractError"
    Object.assign(this, { type, status, data, displayMessage, ref })
  }

  static of(result) {
    const { displayMessage, ref } = result?.context ?? {}
    return new ContractError(result?.type ?? "SERVER_ERROR",
      { status: result?.statusCode, data: result?.data, displayMessage, ref })
  }
}

/**
 * Keeps one connection to a contract alive. Options:
 * url, contract; headers() of each handshake, may be async; handlers, one for each method that the server calls;
 * onState({ state, ... }) with CONNECTING, OPEN, WAITING { delay, attempt, reason }, REJECTED { error } or CLOSED;
 * onFrame(direction, text) for each frame as it is on the wire.
 */
export class GrestClient {
  #options
  #socket = null
  #open = false
  #rejection = null
  #pending = new Map()
  #nextId = 1
  #attempt = 0
  #timer // of the connection attempt, or of the wait for the next
  #pingTimer
  #unanswered = false

  constructor(options) {
    this.#options = { handlers: {}, headers: () => ({}), onState: () => {}, onFrame: () => {}, ...options }
  }

  /** Connect now, instead of later where a retry is waiting. */
  connect() {
    this.#drop()
    this.#rejection = null
    const url = new URL(this.#options.url, location.href)
    url.protocol = url.protocol.replace("http", "ws")
    const socket = this.#socket = new WebSocket(url)
    this.#tell("CONNECTING", { attempt: this.#attempt })
    this.#timer = setTimeout(() => this.#lost("no answer to the handshake"), CONNECT_TIMEOUT)
    socket.onopen = () => this.#shakeHands(socket).catch((error) => this.#lost(error.message, socket))
    socket.onmessage = ({ data }) => this.#receive(data)
    socket.onclose = ({ code, reason }) => this.#closed(code, reason)
  }

  close() {
    this.#drop()
    this.#tell("CLOSED")
  }

  get isOpen() {
    return this.#open
  }

  /** Send and expect no answer. */
  send(method, data) {
    if (!this.#open) throw failure("Not connected")
    this.#write("m", `${this.#options.contract}.${method}`, "", data)
  }

  /** Send and wait for the answer. */
  request(method, data) {
    return new Promise((resolve, reject) => {
      if (!this.#open) throw failure("Not connected")
      const id = String(this.#nextId++)
      const timer = setTimeout(() => this.#settle(id)?.reject(failure("Request timeout")), REQUEST_TIMEOUT)
      this.#pending.set(id, { resolve, reject, timer })
      this.#write("r", `${this.#options.contract}.${method}`, id, data)
    })
  }

  async #shakeHands(socket) {
    const headers = await this.#options.headers()
    if (socket === this.#socket) this.#write("h", "", "", headers)
  }

  #receive(text) {
    this.#unanswered = false
    this.#options.onFrame("in", text)
    const [, type, path, id, data] = /^([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text) ?? []
    if (type === "x" && !this.#open) this.#rejection = ContractError.of(parse(data))
    else if (type === "k" && !this.#open) this.#opened()
    else if (!this.#open) return
    else if (type === "p") this.#write("o")
    else if (type === "s") this.#answered(id, parse(data))
    else if (type === "m") this.#call(path, data).catch((error) => console.error(path, error))
    else if (type === "r") this.#answer(path, id, data)
  }

  #opened() {
    clearTimeout(this.#timer)
    this.#open = true
    this.#attempt = 0
    this.#pingTimer = setInterval(() => this.#ping(), PING_INTERVAL)
    this.#tell("OPEN")
  }

  // A browser cannot send a ping of the WebSocket protocol, so a frame stands for it.
  #ping() {
    if (this.#unanswered) return this.#lost("no answer to a ping")
    this.#unanswered = true
    this.#write("p")
  }

  #answered(id, result) {
    const call = this.#settle(id)
    if (result?.success === true) call?.resolve(result.data)
    else call?.reject(ContractError.of(result))
  }

  async #call(path, data) {
    const [contract, method] = path.split(".")
    if (contract !== this.#options.contract || !Object.hasOwn(this.#options.handlers, method)) {
      throw new ContractError("ROUTE_NOT_FOUND", { status: 404, displayMessage: `Route not found: ${path}` })
    }
    return this.#options.handlers[method](parse(data))
  }

  async #answer(path, id, data) {
    const socket = this.#socket
    const result = await this.#call(path, data)
      .then((value) => ({ success: true, type: "OK", data: value }))
      .catch(({ type = "SERVER_ERROR", status: statusCode = 500, data }) => ({ success: false, type, statusCode, data }))
    if (this.#open && socket === this.#socket) this.#write("s", path, id, result)
  }

  #closed(code, reason) {
    const refused = code === 1008 || (code >= 4000 && code !== 4008)
    const error = this.#rejection ?? new ContractError(code === 4000 ? "VALIDATION_ERROR" : `CLOSED_${code}`,
      { displayMessage: reason })
    if (!refused || MAY_PASS.has(error.type)) return this.#lost(this.#rejection?.type ?? (reason || `code ${code}`))
    this.#drop()
    this.#tell("REJECTED", { error })
  }

  #lost(reason, socket = this.#socket) {
    if (socket !== this.#socket) return
    this.#drop()
    const full = Math.min(BACKOFF.max, BACKOFF.base * 2 ** this.#attempt++)
    const delay = full * (1 - BACKOFF.jitter * Math.random())
    this.#timer = setTimeout(() => this.connect(), delay)
    this.#tell("WAITING", { delay, attempt: this.#attempt, reason })
  }

  // Let go of the socket at once: closing one whose network is gone can take a minute.
  #drop() {
    clearTimeout(this.#timer)
    clearInterval(this.#pingTimer)
    const socket = this.#socket
    this.#socket = null
    this.#open = this.#unanswered = false
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null
    socket?.close(1000)
    for (const id of [...this.#pending.keys()]) this.#settle(id).reject(failure("Socket connection closed!"))
  }

  #settle(id) {
    const call = this.#pending.get(id)
    clearTimeout(call?.timer)
    this.#pending.delete(id)
    return call
  }

  #write(type, path = "", id = "", data = undefined) {
    const text = `${type}:${path}:${id}:${data === undefined ? "" : JSON.stringify(data)}`
    this.#socket.send(text)
    this.#options.onFrame("out", text)
  }

  #tell(state, details = {}) {
    this.#options.onState({ state, ...details })
  }
}

function failure(displayMessage) {
  return new ContractError("SERVER_ERROR", { displayMessage })
}

function parse(data) {
  try { return JSON.parse(data) } catch { return undefined }
}
