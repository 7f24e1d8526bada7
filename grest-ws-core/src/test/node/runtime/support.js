import assert from "node:assert/strict"
import { connect, createServer } from "node:net"
import { ContractError } from "./runtime.js"

/** The server under test. */
export const SERVER = process.env.GREST_SERVER

/** Open a client that is closed when the test ends. */
export function open(t, api, path, options) {
  const chat = api(path, { url: SERVER, ...options })
  t.after(() => chat.close())
  return chat
}

/** A check of an error that the client made itself. */
export const serverError = (message) => (error) => {
  assert.ok(error instanceof ContractError, `${error}`)
  assert.equal(error.type, "SERVER_ERROR")
  assert.match(error.message, message)
  return true
}

/** What a hook of a client is called with, one after another. */
export function calls(chat, hook) {
  const seen = []
  let wake
  chat[hook] = (...values) => {
    seen.push(values.length > 1 ? values : values[0])
    wake?.()
  }
  const next = async () => {
    while (!seen.length) await new Promise((resolve) => wake = resolve)
    return seen.shift()
  }
  return { seen, next }
}

/** Wait for a state. */
export async function reach(states, state) {
  while (await states.next() !== state);
}

/** A network between the client and the server, which can be cut. */
export class Network {
  #server = createServer((client) => this.#join(client))
  #sockets = new Set()
  accepted = 0

  static async start(t) {
    const network = new Network()
    await network.restore()
    t.after(() => network.cut())
    return network
  }

  get url() {
    return `ws://localhost:${this.port}`
  }

  /** Let nobody in, and drop who is in. */
  async cut() {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.drop()
    await closed
  }

  /** Let clients in again, at the same port. */
  async restore() {
    await new Promise((resolve) => this.#server.listen(this.port ?? 0, "localhost", resolve))
    this.port = this.#server.address().port
  }

  drop() {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Say nothing more to those who are in, and do not close either. */
  freeze() {
    for (const socket of this.#sockets) socket.pause()
  }

  #join(client) {
    this.accepted++
    const { hostname, port } = new URL(SERVER)
    const server = connect(Number(port), hostname)
    for (const [one, other] of [[client, server], [server, client]]) {
      this.#sockets.add(one)
      one.on("data", (data) => other.write(data))
      one.on("error", () => {})
      one.on("close", () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}

/** As much of a page as the runtime looks at. */
export function fakePage(t) {
  const page = { listeners: 0 }
  const target = () => {
    const events = new EventTarget()
    const listen = (verb, by) => (...args) => {
      page.listeners += by
      EventTarget.prototype[verb].apply(events, args)
    }
    return Object.assign(events, { addEventListener: listen("addEventListener", 1),
      removeEventListener: listen("removeEventListener", -1) })
  }
  const window = target()
  const document = target()
  const { addEventListener, removeEventListener } = window
  Object.assign(globalThis, { document, addEventListener, removeEventListener })
  t.after(() => ["document", "addEventListener", "removeEventListener"].forEach((name) => delete globalThis[name]))
  page.online = () => window.dispatchEvent(new Event("online"))
  page.offline = () => window.dispatchEvent(new Event("offline"))
  page.become = (state) => {
    document.visibilityState = state
    document.dispatchEvent(new Event("visibilitychange"))
  }
  return page
}

/** Wait for a condition, 10 s at most. */
export async function until(condition) {
  const end = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < end, `${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
