import assert from "node:assert/strict"
import { test } from "node:test"
import { definition as marketDefinition, items, OK, plain, take } from "./market.js"
import { ConnectionClosedError, socketApi } from "./runtime.js"
import { shared } from "./shared.js"
import { calls as hook, open, reach } from "./support.js"
import { definition as houseDefinition, OFFER, RENEWABLE, settled, Wire } from "./wire.js"

const houseApi = socketApi({ ...houseDefinition, path: "/ws/both/{room}", query: ["lang"], shared })
const marketApi = socketApi({ ...marketDefinition, path: "/ws/both/{room}", query: ["lang"], shared })
const GRANTED = 'k:::{"extensions":["limits","streams"],"maxFrameSize":65536}'
const HELLO = `h:::{${OFFER}}`

/** All sockets of one test, the first one first. */
function network(t, { accepted = GRANTED } = {}) {
  const wires = []
  class Recorded extends Wire {
    constructor(url, protocols) {
      super(url)
      this.protocols = protocols
      this.read = 0
      wires.push(this)
    }

    send(text) {
      super.send(text)
      if (text.startsWith("h:") && accepted) queueMicrotask(() => this.receive(accepted))
    }

    /** The frames since the last time. */
    get frames() {
      const frames = this.sent.slice(this.read)
      this.read = this.sent.length
      return frames
    }
  }
  wires.type = Recorded
  const join = (api, options = {}, path = { room: "hall" }) => open(t, api, path, { url: "ws://server", WebSocket: Recorded, shared: true, ...options })
  const both = async (options) => {
    const house = join(houseApi, options)
    const market = join(marketApi, options)
    await Promise.all([house.opened(), market.opened()])
    wires[0].read = wires[0].sent.length
    return { house, market, wire: wires[0] }
  }
  return { wires, join, both }
}

const turns = async () => {
  for (let turn = 0; turn < 6; turn++) await settled()
}

test("clients of two contracts at one path share a socket, and shake hands once", async (t) => {
  const { wires, join } = network(t)
  const house = join(houseApi)
  const market = join(marketApi)
  await Promise.all([house.opened(), market.opened()])
  assert.equal(wires.length, 1)
  assert.equal(wires[0].url, "ws://server/ws/both/hall")
  assert.deepEqual(wires[0].sent, [HELLO])
})

test("a client that joins an open socket shakes no hands", async (t) => {
  const { wires, join } = network(t)
  await join(houseApi).opened()
  const market = join(marketApi)
  await market.opened()
  assert.equal(wires.length, 1)
  assert.deepEqual(wires[0].sent, [HELLO])
  assert.equal(market.state, "open")
})

test("ids are one sequence for the connection, and each answer goes to its client", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  const asked = [house.ask("a"), market.ask("b"), house.ask("c")]
  await turns()
  assert.deepEqual(wire.frames, ['r:HouseApi.ask:1:"a"', 'r:MarketApi.ask:2:"b"', 'r:HouseApi.ask:3:"c"'])
  wire.receive('s:HouseApi.ask:3:{"success":true,"data":3}', 's:MarketApi.ask:2:{"success":true,"data":2}',
    's:HouseApi.ask:1:{"success":true,"data":1}')
  assert.deepEqual(await Promise.all(asked), [1, 2, 3])
})

test("messages go to the client of their contract, those of others are dropped", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  const heard = []
  house.on({ told: (text) => heard.push(["house", text]) })
  market.on({ told: (text) => heard.push(["market", text]) })
  wire.receive('m:HouseApi.told::"x"', 'm:MarketApi.told::"y"', 'm:NewsApi.told::"z"', 'm:HouseApiX.told::"z"')
  assert.deepEqual(heard, [["house", "x"], ["market", "y"]])
})

test("the server's requests are answered by the client of their contract, those of others once", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  house.on({ asked: () => "house" })
  market.on({ asked: () => "market" })
  wire.receive("r:MarketApi.asked:~1:1", "r:HouseApi.asked:~2:1", "r:NewsApi.asked:~3:1")
  await turns()
  assert.deepEqual(wire.frames.map(plain).sort(), ['s:HouseApi.asked:~2:{"success":true,"type":"OK","data":"house"}',
    's:MarketApi.asked:~1:{"success":true,"type":"OK","data":"market"}',
    's:NewsApi.asked:~3:{"success":false,"type":"ROUTE_NOT_FOUND","statusCode":404'])
})

test("streams of both directions go to their clients", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  const taken = take(market.all())
  const answer = house.ask("a")
  const receipt = market.upload([7, 8])
  await turns()
  assert.deepEqual(wire.frames, ["r:MarketApi.all:1;cr=64:", 'r:HouseApi.ask:2:"a"', "r:MarketApi.upload:3;in=1:"])
  wire.receive(...items(1, 1, 2), "q::3:32", `s:MarketApi.all:1:${OK}`)
  assert.deepEqual(await taken, { taken: [1, 2], error: undefined })
  await turns()
  assert.deepEqual(wire.frames, ["n::3:7", "n::3:8", "n::3;e=1:"])
  wire.receive('s:MarketApi.upload:3:{"success":true,"data":2}', `s:HouseApi.ask:2:${OK}`)
  assert.equal(await receipt, 2)
  await answer
})

test("who leaves cancels its calls and answers those of the server; the socket stays for the other", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  market.on({ asked: () => new Promise(() => {}) })
  const taken = take(market.all())
  const pending = house.ask("a")
  wire.receive("r:MarketApi.asked:~1:1")
  await turns()
  assert.deepEqual(wire.frames, ["r:MarketApi.all:1;cr=64:", 'r:HouseApi.ask:2:"a"'])
  market.close()
  assert.ok((await taken).error instanceof ConnectionClosedError)
  assert.deepEqual(wire.frames.map(plain), ["z::1:", 's:MarketApi.asked:~1:{"success":false,"type":"SERVER_ERROR","statusCode":500'])
  assert.equal(wire.closed, null)
  wire.receive("n::1:1", `s:MarketApi.all:1:${OK}`, 'm:MarketApi.told::"late"', 's:HouseApi.ask:2:{"success":true,"data":1}')
  assert.equal(await pending, 1)
  house.tell("still here")
  assert.deepEqual(wire.frames, ['m:HouseApi.tell::"still here"'])
})

test("without streams the server is not told who has left", async (t) => {
  const { both } = network(t, { accepted: "k:::null" })
  const { market, wire } = await both()
  const pending = market.ask("a")
  await turns()
  market.close()
  await assert.rejects(pending, ConnectionClosedError)
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"'])
})

test("the socket is closed with its last client, by the code of that one", async (t) => {
  const { both } = network(t)
  const { house, market, wire } = await both()
  house.close(4000, "first")
  assert.equal(wire.closed, null)
  market.close(4001, "last")
  assert.deepEqual(wire.closed, [4001, "last"])
})

test("who comes after the last has a socket of its own", async (t) => {
  const { both, join, wires } = network(t)
  const { house, market } = await both()
  house.close()
  market.close()
  const next = join(houseApi)
  await next.opened()
  assert.equal(wires.length, 2)
  assert.deepEqual(wires[1].sent, [HELLO])
})

test("a contract that has left may join again", async (t) => {
  const { both, join, wires } = network(t)
  const { market, wire } = await both()
  const late = market.ask("a")
  await turns()
  market.close()
  await assert.rejects(late, ConnectionClosedError)
  const again = join(marketApi)
  await again.opened()
  const answer = again.ask("b")
  await turns()
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"', "z::1:", 'r:MarketApi.ask:2:"b"'])
  wire.receive('s:MarketApi.ask:1:{"success":true,"data":1}', 's:MarketApi.ask:2:{"success":true,"data":2}')
  assert.equal(await answer, 2)
  assert.equal(wires.length, 1)
})

test("two clients of one contract have a socket each", async (t) => {
  const { join, wires } = network(t)
  await Promise.all([join(houseApi), join(houseApi), join(marketApi)].map((client) => client.opened()))
  assert.equal(wires.length, 2)
})

for (const [what, one, other, path] of [
  ["path variable", {}, {}, { room: "attic" }],
  ["query", { query: { lang: "en" } }, { query: { lang: "de" } }],
  ["query of the contract among others that are made", { query: () => ({ lang: "en", ticket: 1 }) }, { query: () => ({ lang: "de", ticket: 1 }) }],
  ["query of the url", { url: "ws://server?a=1" }, { url: "ws://server?a=2" }],
  ["server", {}, { url: "ws://other" }],
  ["static header", { headers: { a: "1" } }, { headers: { a: "2" } }],
  ["origin of headers", { headers: () => ({ a: "1" }) }, { headers: { a: "1" } }],
  ["sub-protocol", { protocols: ["a"] }, { protocols: ["b"] }],
  ["limit of frames", {}, { maxFrameSize: 4_000_000 }],
  ["wish", {}, { shared: false }]
]) {
  test(`another ${what} is another socket`, async (t) => {
    const { join, wires } = network(t)
    await Promise.all([join(houseApi, one).opened(), join(marketApi, other, path).opened()])
    assert.equal(wires.length, 2)
  })
}

for (const [what, one, other] of [
  ["a query in another order", { query: { lang: "en", b: 1 } }, { query: { b: 1, lang: "en" } }],
  ["tickets", { query: async () => ({ lang: "en", ticket: 1 }) }, { query: async () => ({ lang: "en", ticket: 2 }) }],
  ["static headers, whatever their case", { headers: { A: "1", b: "2" } }, { headers: { b: "2", a: "1" } }],
  ["headers that functions make", { headers: () => ({ a: "1" }) }, { headers: async () => ({ a: "2" }) }]
]) {
  test(`one socket for equal contracts' clients with ${what}`, async (t) => {
    const { join, wires } = network(t)
    await Promise.all([join(houseApi, one).opened(), join(marketApi, other).opened()])
    assert.equal(wires.length, 1)
  })
}

test("headers of a getter are made for each attempt, too", async (t) => {
  const { join, wires } = network(t)
  const house = join(houseApi, { headers: () => ({ a: "1" }) })
  const options = { url: "ws://server", WebSocket: wires.type, shared: true, get headers() { return { a: "2" } } }
  const market = marketApi({ room: "hall" }, options)
  t.after(() => market.close())
  await Promise.all([house.opened(), market.opened()])
  assert.equal(wires.length, 1)
})

test("outside a page clients share only if they are told to", async (t) => {
  const { join, wires } = network(t)
  await Promise.all([join(houseApi, { shared: undefined }).opened(), join(marketApi, { shared: undefined }).opened()])
  assert.equal(wires.length, 2)
})

test("in a page clients share", async (t) => {
  globalThis.location = { origin: "http://server" }
  t.after(() => delete globalThis.location)
  const { join, wires } = network(t)
  await Promise.all([join(houseApi, { shared: undefined }).opened(), join(marketApi, { shared: undefined }).opened()])
  assert.equal(wires.length, 1)
})

test("a client that waits opens the socket if the one before it is rejected", async (t) => {
  const { join, wires } = network(t, { accepted: null })
  const house = join(houseApi, { headers: () => ({ authorization: "bad" }) })
  const market = join(marketApi, { headers: () => ({ authorization: "good" }) })
  await turns()
  assert.deepEqual(wires.map(({ sent }) => sent), [[`h:::{"authorization":"bad",${RENEWABLE}}`]])
  const opened = assert.rejects(house.opened(), { type: "NOT_AUTHORIZED" })
  wires[0].receive('x:::{"success":false,"type":"NOT_AUTHORIZED","statusCode":401}')
  await opened
  await turns()
  assert.deepEqual(wires.map(({ sent }) => sent)[1], [`h:::{"authorization":"good",${RENEWABLE}}`])
  wires[1].receive(GRANTED)
  await market.opened()
  assert.equal(house.state, "closed")
})

test("a client that waits opens the socket if the one before it is closed or fails", async (t) => {
  const { join, wires } = network(t, { accepted: null })
  const house = join(houseApi)
  const market = join(marketApi)
  await turns()
  house.close()
  await turns()
  assert.deepEqual(wires[0].closed, [1000, ""])
  assert.equal(wires.length, 2)
  const again = join(houseApi)
  await turns()
  wires[1].onclose({ code: 1006, reason: "" })
  assert.equal(market.state, "disconnected")
  await turns()
  assert.equal(wires.length, 3)
  wires[2].receive(GRANTED)
  await again.opened()
  // The other comes at once, though its next attempt is due later only.
  await turns()
  assert.equal(market.state, "open")
  assert.equal(wires.length, 3)
})

test("a lost socket is lost for all, and one new one takes its place", async (t) => {
  const { both, wires } = network(t)
  const { house, market, wire } = await both({ reconnect: { baseDelay: 20 } })
  const states = [hook(house, "onstate"), hook(market, "onstate")]
  const pending = [house.ask("a"), market.ask("b")]
  await turns()
  wire.onclose({ code: 1001, reason: "Going away" })
  for (const call of pending) await assert.rejects(call, ConnectionClosedError)
  for (const seen of states) await reach(seen, "open")
  assert.equal(wires.length, 2)
  assert.equal(wires[1].sent[0], HELLO)
  house.tell("a")
  market.tell("b")
  assert.deepEqual(wires[1].sent.slice(1), ['m:HouseApi.tell::"a"', 'm:MarketApi.tell::"b"'])
})

test("forceReconnect replaces the socket for all", async (t) => {
  const { both, wires } = network(t)
  const { house, market, wire } = await both()
  const state = hook(market, "onstate")
  house.forceReconnect()
  assert.deepEqual(wire.closed, [1000, ""])
  assert.equal(await state.next(), "disconnected")
  await reach(state, "open")
  assert.equal(house.state, "open")
  assert.equal(wires.length, 2)
})

test("a socket that no longer answers is dropped for all", async (t) => {
  const { both, wires } = network(t)
  const { house, market, wire } = await both({ heartbeat: { interval: 30, timeout: 20 }, reconnect: { baseDelay: 5 } })
  const states = [hook(house, "onstate"), hook(market, "onstate")]
  for (const seen of states) await reach(seen, "disconnected")
  assert.deepEqual(wire.closed, [4008, "Heartbeat timeout"])
  for (const seen of states) await reach(seen, "open")
  assert.equal(wires.length, 2)
})

test("a ping of the server is answered once, its pong is heard by all", async (t) => {
  const { both } = network(t)
  const { wire } = await both()
  wire.receive("p:::")
  assert.deepEqual(wire.frames, ["o:::"])
})

test("the latest client renews the credentials, and who joins late has them for the rest of their time", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  let now = 0
  t.mock.method(performance, "now", () => now)
  const pass = async (millis) => {
    now += millis
    t.mock.timers.tick(millis)
    await turns()
  }
  const { join, wires } = network(t, { accepted: 'k:::{"extensions":["credentials"],"expires":100000}' })
  await join(houseApi, { heartbeat: false, headers: () => ({ token: "house" }) }).opened()
  await pass(60_000)
  await join(marketApi, { heartbeat: false, headers: () => ({ token: "market" }) }).opened()
  const [wire] = wires
  await pass(29_000)
  assert.deepEqual(wire.sent.slice(1), [])
  await pass(8_000)
  assert.deepEqual(wire.sent.slice(1), ['t:::{"token":"market"}'])
  wire.receive('t:::{"expires":100000}')
  await pass(89_000)
  assert.equal(wire.sent.length, 2)
  await pass(2_000)
  assert.equal(wire.sent.length, 3)
})
