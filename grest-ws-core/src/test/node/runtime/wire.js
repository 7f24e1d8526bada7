import { requests } from "./requests.js"
import { socketApi } from "./runtime.js"
import { open } from "./support.js"

export const definition = {
  name: "HouseApi",
  dialect: "grest",
  path: "/ws/house",
  calls: { ask: "request", tell: "send", close: "send", on: "request", then: "request" },
  handlers: { told: "send", asked: "request", rung: "send", dinner: "request" },
  withoutInput: { handlers: ["rung", "dinner"] },
  errors: { calls: { ask: { BUSY: 409 } }, handlers: { asked: { AWAY: 410 } } },
  requests
}

export const houseApi = socketApi(definition)

/** A WebSocket without a network. */
export class Wire {
  static latest
  static made = 0
  sent = []
  closed = null
  readyState = 1

  constructor(url) {
    this.url = url.href
    Wire.latest = this
    Wire.made++
    queueMicrotask(() => this.onopen?.())
  }

  send(text) {
    this.sent.push(text)
  }

  close(...args) {
    const [code = 1000] = args
    if (code !== 1000 && !(code >= 3000 && code <= 4999)) throw new DOMException(`${code}`, "InvalidAccessError")
    this.closed = args
  }

  receive(...texts) {
    for (const data of texts) this.onmessage({ data })
  }
}

/** What a client offers in its handshake, beside its headers. */
export const OFFER = '"grest-ws-extensions":"limits,streams","grest-ws-max-frame-size":"1048576"'

/** The same where its headers can be made anew. */
export const RENEWABLE = OFFER.replace("streams", "streams,credentials")

/** Open a client over a wire. */
export async function over(t, api = houseApi, { accepted = "k:::null", send = () => {}, ...options } = {}) {
  Wire.latest = undefined
  const house = open(t, api, {}, { WebSocket: Wire, ...options })
  send(house)
  while (!Wire.latest?.sent.length) await null
  const wire = Wire.latest
  Wire.latest = undefined
  if (accepted) wire.receive(accepted)
  return { house, wire }
}

export const settled = () => new Promise((resolve) => setImmediate(resolve))
