import { requests } from "./requests.js"
import { socketApi } from "./runtime.js"
import { streams } from "./streams.js"
import { over, settled } from "./wire.js"

/** A contract with streams in all places. */
export const definition = {
  name: "MarketApi",
  dialect: "grest",
  path: "/ws/market",
  calls: { ask: "request", names: "request", tell: "send", watch: "stream", all: "stream", upload: "request", put: "request",
    talk: "stream" },
  handlers: { asked: "request", rung: "request", told: "send", ticks: "stream", collect: "request", keep: "request",
    mirror: "stream" },
  withoutInput: { calls: ["names", "all", "upload", "talk"], handlers: ["rung", "collect", "mirror"] },
  takesItems: { calls: ["upload", "put", "talk"], handlers: ["collect", "keep", "mirror"] },
  errors: {
    calls: { watch: { CLOSED: 409 }, upload: { FULL: 507 } },
    handlers: { ticks: { HALTED: 409 }, collect: { FULL: 507 } }
  },
  requests,
  streams
}

export const marketApi = socketApi(definition)

const granted = 'k:::{"extensions":["limits","streams"],"maxFrameSize":65536}'

/** Open a client over a wire whose server has granted streams. `frames` are those it has sent since they were last asked for. */
export async function market(t, options = {}) {
  const { house, wire } = await over(t, options.api ?? marketApi, { accepted: granted, ...options })
  let read = 1
  const frames = async () => {
    for (let turns = 0; turns < 4; turns++) await settled()
    const sent = wire.sent.slice(read)
    read = wire.sent.length
    return sent
  }
  return { market: house, wire, frames }
}

/** The numbers from 1 as items of a call. */
export const items = (id, from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => `n::${id}:${from + index}`)

/** Take all of a stream, and what it ends with. */
export async function take(stream) {
  const taken = []
  try {
    for await (const item of stream) taken.push(item)
  } catch (error) {
    return { taken, error }
  }
  return { taken, error: undefined }
}

export const OK = '{"success":true,"type":"OK"}'

/** A frame without the reference and the time of its error. */
export const plain = (frame) => frame.replace(/,"context":\{.*/, "")
