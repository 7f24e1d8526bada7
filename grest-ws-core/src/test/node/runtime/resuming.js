import { definition as marketDefinition } from "./market.js"
import { resume } from "./resume.js"
import { socketApi } from "./runtime.js"
import { calls as hook, open } from "./support.js"
import { OFFER, settled, Wire } from "./wire.js"

/** A contract with streams in all places, whose clients go on with another socket. */
export const definition = { ...marketDefinition, resume }

export const resumingApi = socketApi(definition)

/** What a client offers in its handshake, beside its headers. */
export const ASKS = OFFER.replace("streams", "streams,resume")

/** The first frame of a client, with what it offers to go on with. */
export const hello = (offer, topics) => `h:::{${ASKS}${offer ? `,"grest-ws-resume":"${offer}"` : ""}`
  + `${topics ? `,"grest-ws-topics":"${topics}"` : ""}}`

/** What a server accepts with. */
export const grant = (session = "new", { token = "t1", ttl = 120_000, received = 0, ...more } = {}) =>
  `k:::${JSON.stringify({ extensions: ["limits", "streams", "resume"], maxFrameSize: 65_536,
    resume: { token, ttl, session, received, ...more } })}`

/** A topic's message. */
export const said = (offset, text, tag = "aaaaaa") => `m:MarketApi.told:;to=MarketApi/room%3A1;sq=${offset}.${tag}:"${text}"`

/** Wait for something to be so. */
export async function until(condition) {
  while (!condition()) await settled()
}

export const turns = async () => {
  for (let turn = 0; turn < 6; turn++) await settled()
}

/** Make the type of sockets that are added to a list. */
export function recorder(wires) {
  return class Recorded extends Wire {
    read = 0

    constructor(url) {
      super(url)
      wires.push(this)
    }

    get frames() {
      const frames = this.sent.slice(this.read)
      this.read = this.sent.length
      return frames
    }

    /** End as a network does. */
    drop(code = 1006, reason = "") {
      this.onclose({ code, reason })
    }
  }
}

/**
 * Open a client whose sockets a test plays the server of. `next` is the next of them, once it has sent the frame of the handshake;
 * `frames` of a socket are those since the last time. Other clients may have such sockets, too: `wires` tells their type.
 */
export function resuming(t, { api = resumingApi, wires = [], ...options } = {}) {
  let taken = 0
  const Recorded = recorder(wires)
  wires.type = Recorded
  const client = open(t, api, {}, { url: "ws://server", WebSocket: Recorded, heartbeat: false,
    reconnect: { baseDelay: 1, maxDelay: 1, jitter: 0 }, ...options })
  const opened = hook(client, "onopen")
  const lost = hook(client, "onlost")
  const next = async () => {
    await until(() => wires[taken]?.sent.length)
    return wires[taken++]
  }
  /** The next socket, accepted. `hello` is the frame of the handshake. */
  const linked = async (accepted) => {
    const wire = await next()
    wire.hello = wire.frames.join("")
    wire.receive(accepted)
    await turns()
    return wire
  }
  return { client, wires, next, linked, opened, lost }
}
