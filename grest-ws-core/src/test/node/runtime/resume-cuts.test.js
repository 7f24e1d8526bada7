import assert from "node:assert/strict"
import { test } from "node:test"
import { definition, resuming, turns, until } from "./resuming.js"
import { socketApi } from "./runtime.js"
import { shared } from "./shared.js"
import { open } from "./support.js"

const ROUNDS = 300
const OK = '"success":true,"type":"OK"'

/** Numbers that look random, the same in each run. */
function randomOf(seed) {
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return seed / 4_294_967_296
  }
}

/**
 * A server with one session, as the protocol has it: counts, acknowledgements, a buffer, positions and tokens. It notes each frame
 * that it handles, and hands frames over a wire that loses all behind a random point.
 */
class Server {
  handled = [] // messages and requests of the client
  sessions = { same: 0, new: 0 }
  sent = 0
  received = 0
  buffer = [] // [number, text]
  queue = []
  token = null
  previous = null // serves until a frame is heard over the socket that brought the new one
  tokens = 0
  acknowledged = 0
  wire = null

  constructor(random) {
    this.random = random
  }

  get base() {
    return this.buffer.length ? this.buffer[0][0] - 1 : this.sent
  }

  /** Take a frame that has come through. */
  take(wire, text) {
    if (text.startsWith("h:")) return this.greet(wire, JSON.parse(text.slice(4)))
    if (wire !== this.wire) return
    this.previous = null
    if (text.startsWith("a::")) {
      const count = Number(text.slice(3, -1))
      assert.ok(count <= this.sent && count >= this.acknowledged, `a::${count}: of ${this.acknowledged} to ${this.sent}`)
      this.acknowledged = count
      while (this.buffer.length && this.buffer[0][0] <= count) this.buffer.shift()
      return
    }
    this.received++
    const [, type, path, id, data] = /^(.):([^:]*):([^:]*):(.*)$/s.exec(text)
    if (type === "m" || type === "r") this.handled.push({ path, data })
    if (type === "r") this.send(`s:${path}:${id}:{${OK},"data":${data}}`)
    if (this.random() < 0.2) this.transmit(`a::${this.received}:`)
  }

  greet(wire, { "grest-ws-resume": offer = "none 0 0" }) {
    const [token, received, base] = offer.split(" ")
    const isKnown = token === this.token || (this.previous !== null && token === this.previous)
    const same = isKnown && Number(base) <= this.received && this.base <= Number(received) && Number(received) <= this.sent
    this.sessions[same ? "same" : "new"]++
    if (!same) Object.assign(this, { sent: 0, received: 0, buffer: [], queue: [], acknowledged: 0 })
    if (same && token !== this.previous) this.previous = token
    if (!same) this.previous = null
    this.token = `t${++this.tokens}`
    this.wire = wire
    const session = same ? "same" : "new"
    this.transmit(`k:::${JSON.stringify({ extensions: ["streams", "resume"],
      resume: { token: this.token, ttl: 60_000, session, received: this.received } })}`)
    for (const [number, text] of this.buffer) if (number > Number(received)) this.transmit(text)
    for (const text of this.queue.splice(0)) this.send(text)
  }

  send(text) {
    if (!this.wire) return this.queue.push(text)
    this.buffer.push([++this.sent, text])
    this.transmit(text)
  }

  transmit(text) {
    this.wire.arrives.push(text)
  }
}

/** Move frames of both directions by a few, in their orders. */
function move(server, wire, random, most = 6) {
  for (let steps = Math.floor(random() * most); steps > 0 && !wire.isCut; steps--) {
    if (random() < 0.5) {
      const frame = wire.sent[wire.read]
      if (frame !== undefined) {
        wire.read++
        server.take(wire, frame)
      }
    } else if (wire.arrives.length && wire.onmessage) wire.receive(wire.arrives.shift())
  }
}

/** Cut a socket: what is under way is lost, but for some that still reaches the server, which may not notice the cut. */
function cut(server, wire, random) {
  if (wire.isCut) return
  if (random() < 0.5) for (let left = Math.floor(random() * 4); left > 0 && wire.read < wire.sent.length; left--) {
    server.take(wire, wire.sent[wire.read++])
  }
  wire.isCut = true
  if (server.wire === wire && random() < 0.5) server.wire = null
  wire.onclose?.({ code: 1006, reason: "" })
}

/** Clients of contracts at one path over sockets that they share, or one client, and what goes both ways. */
function clientsOf(t, names, wires) {
  const [first] = names
  const api = (name) => socketApi({ ...definition, name, ...(names.length > 1 && { shared }) })
  const { client } = resuming(t, { api: api(first), requestTimeout: Infinity, shared: names.length > 1, wires })
  const others = names.slice(1).map((name) => open(t, api(name), {}, { url: "ws://server", WebSocket: wires.type, heartbeat: false,
    reconnect: { baseDelay: 1, maxDelay: 1, jitter: 0 }, requestTimeout: Infinity, shared: true }))
  return [client, ...others].map((one, index) => {
    const of = { name: names[index], client: one, made: [], answers: [], told: [], heard: [] }
    one.on({ told: (number) => of.heard.push(number) })
    return of
  })
}

/** Make a step of both sides. */
async function step(server, wire, random, clients, count) {
  const of = clients[Math.floor(random() * clients.length)]
  const make = (list) => list.push(count.made) && count.made++
  if (random() < 0.7) of.client.tell(make(of.made))
  if (random() < 0.5) of.answers.push([count.made, of.client.ask(make(of.made))])
  if (random() < 0.7 && server.token) {
    of.told.push(count.told)
    server.send(`m:${of.name}.told::${count.told++}`)
  }
  await turns()
  move(server, wire, random)
  await turns()
}

for (const [seed, names] of [[1, ["MarketApi"]], [2, ["MarketApi"]], [3, ["MarketApi"]], [4, ["OneApi", "OtherApi"]],
  [5, ["OneApi", "OtherApi", "ThirdApi"]]]) {
  test(`of ${ROUNDS} sockets of ${names.length} that are cut at random points none loses or doubles a frame, seed ${seed}`, async (t) => {
    const random = randomOf(seed)
    const server = new Server(random)
    const wires = []
    const clients = clientsOf(t, names, wires)
    const count = { made: 0, told: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      await until(() => wires.length > round && wires[round].sent.length)
      const wire = wires[round]
      wire.arrives = []
      // Calls wait for the first attempt only, as those of every client do.
      while (round === 0 && clients.some(({ client }) => client.state !== "open")) move(server, wire, random)
      for (let steps = Math.floor(random() * 12); steps >= 0; steps--) await step(server, wire, random, clients, count)
      if (round < ROUNDS - 1) cut(server, wire, random)
    }
    const last = wires.at(-1)
    await until(() => {
      for (; last.read < last.sent.length; last.read++) server.take(last, last.sent[last.read])
      while (last.arrives.length) last.receive(last.arrives.shift())
      return server.handled.length >= count.made && clients.every(({ heard, told }) => heard.length >= told.length)
    })
    assert.equal(server.sessions.new, 1)
    assert.equal(server.handled.length, count.made)
    for (const { name, made, answers, told, heard } of clients) {
      assert.deepEqual(server.handled.filter(({ path }) => path.startsWith(`${name}.`)).map(({ data }) => Number(data)), made)
      assert.deepEqual(heard, told)
      for (const [number, answer] of answers) assert.equal(await answer, number)
    }
    assert.ok(server.sessions.same > ROUNDS / 3, `${server.sessions.same} times the session went on`)
  })
}
