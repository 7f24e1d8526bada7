import assert from "node:assert/strict"
import { test } from "node:test"
import { items, OK, take } from "./market.js"
import { resume } from "./resume.js"
import { definition as marketDefinition, grant, hello, recorder, turns, until } from "./resuming.js"
import { socketApi } from "./runtime.js"
import { shared } from "./shared.js"
import { calls as hook, open } from "./support.js"
import { definition as houseDefinition } from "./wire.js"

const both = { path: "/ws/both", shared, resume }
const houseApi = socketApi({ ...houseDefinition, ...both })
const marketApi = socketApi({ ...marketDefinition, ...both })
const plainApi = socketApi({ ...marketDefinition, ...both, name: "PlainApi", resume: undefined })

const moved = (topic, position, verdict = {}) => `j:${topic}:${position}:${JSON.stringify(verdict)}`
const answer = (path, id, data) => `s:${path}:${id}:{"success":true,"type":"OK","data":${data}}`

/** The sockets of one test, the first one first, which a test plays the server of. */
function network(t) {
  const wires = []
  let taken = 0
  const Recorded = recorder(wires)
  const join = (api, options) => open(t, api, {}, { url: "ws://server", WebSocket: Recorded, shared: true, heartbeat: false,
    reconnect: { baseDelay: 600_000, maxDelay: 600_000 }, ...options })
  const linked = async (accepted) => {
    await until(() => wires[taken]?.sent.length)
    const wire = wires[taken++]
    wire.hello = wire.frames.join("")
    wire.receive(accepted)
    await turns()
    return wire
  }
  /** Clients of two contracts over one socket, of which nothing has been read. */
  const pair = async (options) => {
    const house = join(houseApi, options)
    const market = join(marketApi, options)
    const opened = { house: hook(house, "onopen"), market: hook(market, "onopen") }
    const wire = await linked(grant())
    assert.deepEqual([wire.hello, wire.frames], [hello(), ["a::0:"]])
    return { house, market, opened, wire }
  }
  return { wires, join, linked, pair }
}

test("clients that share a socket go on together, whichever comes back first", async (t) => {
  const { wires, linked, pair } = network(t)
  const { house, market, opened, wire } = await pair()
  const heard = []
  house.on({ told: (text) => heard.push(`house ${text}`) })
  market.on({ told: (text) => heard.push(`market ${text}`) })
  const asked = [house.ask("a"), market.ask("b")]
  await turns()
  wire.receive('m:HouseApi.told::"x"', 'm:Other.told::"y"')
  wire.drop()
  assert.deepEqual([house.state, market.state], ["disconnected", "disconnected"])
  const waiting = [house.ask("c"), market.ask("d")]
  market.forceReconnect()
  const second = await linked(grant("same", { token: "t2", received: 1 }))
  assert.equal(second.hello, hello("t1 2 0"))
  // What the server sends again is heard by a client that has not asked for the socket.
  second.receive('m:HouseApi.told::"1"', 'm:MarketApi.told::"2"', answer("HouseApi.ask", 1, 1), answer("MarketApi.ask", 2, 2))
  assert.deepEqual(await Promise.all(asked), [1, 2])
  assert.deepEqual(heard, ["house x", "house 1", "market 2"])
  assert.deepEqual([house.state, market.state], ["open", "open"])
  assert.deepEqual(second.frames, ["a::2:", 'r:MarketApi.ask:2:"b"', 'r:MarketApi.ask:3:"d"', 'r:HouseApi.ask:4:"c"'])
  second.receive(answer("MarketApi.ask", 3, 3), answer("HouseApi.ask", 4, 4))
  assert.deepEqual(await Promise.all(waiting), [4, 3])
  for (const { seen } of Object.values(opened)) {
    assert.deepEqual(seen, [{ session: "new", resumed: "none" }, { session: "same", resumed: "complete" }])
  }
  assert.equal(wires.length, 2)
})

test("each frame counts once, whoever it is for", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  house.tell("a")
  market.tell("b")
  wire.receive("n::1:1", "q::1:1", "z::1:", 't:::{"within":1}', "p:::", "a::1:", moved("MarketApi/r", "1.a"), "r:Other.x:~1:1")
  await turns()
  wire.drop()
  house.forceReconnect()
  const second = await linked(grant("same", { received: 3 }))
  assert.equal(second.hello, hello("t1 5 1", "MarketApi/r=1.a"))
  assert.deepEqual(second.frames, ["a::5:"])
})

test("acknowledges once for all", async (t) => {
  const { pair } = network(t)
  const { wire } = await pair()
  for (let i = 0; i < 32; i++) wire.receive('m:HouseApi.told::"x"', 'm:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, ["a::64:"])
})

test("positions of all are offered, and each hears of its own topics", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, opened, wire } = await pair()
  const lost = { house: hook(house, "onlost"), market: hook(market, "onlost") }
  wire.receive(moved("HouseApi/r", "1.a"), 'm:MarketApi.told:;to=MarketApi/r;sq=2.b:"x"')
  assert.deepEqual([house.positions, market.positions], [{ r: "1.a" }, { r: "2.b" }])
  wire.drop()
  house.forceReconnect()
  const second = await linked(grant("new", { token: "t2", topics: ["HouseApi/r", "MarketApi/r"] }))
  assert.equal(second.hello, hello("t1 2 0", "HouseApi/r=1.a MarketApi/r=2.b"))
  second.receive(moved("HouseApi/r", "9.a", { recovered: false, why: "trimmed" }), moved("MarketApi/r", "2.b", { recovered: true }))
  assert.deepEqual([lost.house.seen, lost.market.seen], [[{ topic: "r", why: "trimmed" }], []])
  assert.deepEqual(opened.house.seen.at(-1), { session: "new", resumed: "none" })
  assert.deepEqual(opened.market.seen.at(-1), { session: "new", resumed: "topics" })
})

test("with a new session the calls of all fail", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  const failed = [house, market].map((client) => assert.rejects(client.ask("a"), { mayHaveRun: true }))
  await turns()
  wire.drop()
  const waiting = [house, market].map((client) => assert.rejects(client.ask("b"), { mayHaveRun: false }))
  house.forceReconnect()
  const second = await linked(grant("new", { token: "t2" }))
  await Promise.all([...failed, ...waiting])
  assert.deepEqual([house.state, market.state, second.frames.join("")], ["open", "open", "a::0:"])
})

test("who joins an open socket has a new session, and then goes on with the others", async (t) => {
  const { join, linked } = network(t)
  const setups = []
  const setup = (client) => void setups.push(client)
  const house = join(houseApi, { setup })
  const wire = await linked(grant("new", { topics: ["MarketApi/r"] }))
  const market = join(marketApi, { setup, since: { r: "1.a" } })
  const opened = hook(market, "onopen")
  await market.opened()
  assert.deepEqual(opened.seen, [{ session: "new", resumed: "none" }])
  assert.deepEqual(setups, [house, market])
  market.tell("a")
  wire.drop()
  house.forceReconnect()
  const second = await linked(grant("same", { received: 0 }))
  assert.deepEqual(second.frames, ["a::0:", 'm:MarketApi.tell::"a"'])
  assert.deepEqual(opened.seen.at(-1), { session: "same", resumed: "complete" })
  assert.equal(setups.length, 2)
})

test("who joins a socket that goes on has no part in that", async (t) => {
  const { join, linked, wires } = network(t)
  const house = join(houseApi)
  const opened = { house: hook(house, "onopen") }
  const wire = await linked(grant())
  wire.drop()
  house.forceReconnect()
  await until(() => wires.length === 2)
  const market = join(marketApi)
  opened.market = hook(market, "onopen")
  await turns()
  await linked(grant("same"))
  assert.deepEqual(opened.house.seen.at(-1), { session: "same", resumed: "complete" })
  assert.deepEqual(opened.market.seen, [{ session: "new", resumed: "none" }])
  assert.equal(wires.length, 2)
})

test("a client that leaves tells the server which calls nobody waits for, and those count", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  void market.ask("a").catch(() => {})
  await turns()
  market.close()
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"', "z::1:"])
  assert.equal(wire.closed, null)
  wire.drop()
  house.forceReconnect()
  const second = await linked(grant("same", { received: 1 }))
  assert.deepEqual(second.frames, ["a::0:", "z::1:"])
})

test("a client that is closed while away is not opened again", async (t) => {
  const { wires, linked, pair } = network(t)
  const { house, market, wire } = await pair()
  wire.receive(moved("MarketApi/r", "1.a"))
  const failed = assert.rejects(market.ask("a"), { mayHaveRun: true })
  await turns()
  wire.drop()
  market.close()
  await failed
  house.forceReconnect()
  const second = await linked(grant("same", { received: 0 }))
  assert.equal(second.hello, hello("t1 1 0"))
  assert.deepEqual([market.state, second.frames], ["closed", ["a::1:", "z::1:"]])
  house.close()
  assert.deepEqual(second.closed, [1000, ""])
  assert.equal(wires.length, 2)
})

test("a client that closes another as it opens has it closed", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  wire.drop()
  house.onopen = () => market.close()
  house.forceReconnect()
  const second = await linked(grant("same"))
  second.receive('m:MarketApi.told::"x"')
  assert.deepEqual([house.state, market.state], ["open", "closed"])
})

test("a client that closes as it is to go on has left", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  wire.drop()
  market.onstate = (state) => state === "connecting" && market.close()
  house.forceReconnect()
  const second = await linked(grant("same"))
  assert.deepEqual([house.state, market.state], ["open", "closed"])
  house.close()
  assert.deepEqual(second.closed, [1000, ""])
})

test("who joins after a clean session has a new one", async (t) => {
  const { join, linked } = network(t)
  const house = join(houseApi)
  const wire = await linked(grant())
  wire.drop()
  house.forceReconnect()
  await linked(grant("clean"))
  const market = join(marketApi)
  const opened = hook(market, "onopen")
  await market.opened()
  assert.deepEqual(opened.seen, [{ session: "new", resumed: "none" }])
})

test("the opener may fail, and another opens the socket for all", async (t) => {
  const { wires, linked, pair } = network(t)
  const { house, market, opened, wire } = await pair()
  house.tell("a")
  wire.drop()
  house.forceReconnect()
  await until(() => wires.length === 2 && wires[1].sent.length)
  await linked("p:::")
  wires[1].drop()
  assert.equal(house.state, "disconnected")
  market.forceReconnect()
  const third = await linked(grant("same", { received: 0 }))
  assert.equal(third.hello, hello("t1 0 0"))
  assert.deepEqual(third.frames, ["a::0:", 'm:HouseApi.tell::"a"'])
  assert.deepEqual(opened.house.seen.at(-1), { session: "same", resumed: "complete" })
})

test("forceReconnect() of one has all go on", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, opened, wire } = await pair()
  const states = hook(market, "onstate")
  const call = market.ask("a")
  await turns()
  house.forceReconnect()
  assert.deepEqual(wire.closed, [4009, ""])
  const second = await linked(grant("same", { token: "t2", received: 1 }))
  second.receive(answer("MarketApi.ask", 1, 1))
  assert.equal(await call, 1)
  assert.deepEqual(states.seen, ["disconnected", "connecting", "open"])
  assert.deepEqual(opened.market.seen.at(-1), { session: "same", resumed: "complete" })
  assert.equal(house.state, "open")
})

test("4009 forgets the token of all", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, wire } = await pair()
  const failed = assert.rejects(market.ask("a"), { mayHaveRun: true })
  await turns()
  wire.drop(4009, "Resumed")
  await failed
  house.forceReconnect()
  const second = await linked(grant("new", { token: "t2" }))
  assert.equal(second.hello, hello())
  await market.opened()
})

test("all leave a server that stops once the calls of all have ended, and come back with one receipt", async (t) => {
  const { linked, pair } = network(t)
  const { house, market, opened, wire } = await pair()
  const asked = house.ask("a")
  const stream = take(market.watch("b"))
  await turns()
  wire.receive('g:::{"after":1}')
  const waiting = market.ask("c")
  wire.receive(answer("HouseApi.ask", 1, 1), ...items(2, 1, 1))
  assert.equal(await asked, 1)
  assert.deepEqual(wire.frames.slice(2), ["a::0:"])
  wire.receive(`s:MarketApi.watch:2:${OK}`)
  assert.deepEqual(wire.frames, ['g:::{"sent":2}'])
  assert.deepEqual((await stream).taken, [1])
  const closed = { house: hook(house, "onclose"), market: hook(market, "onclose") }
  wire.receive('g:::{"receipt":"r1"}')
  wire.drop(1001)
  for (const { next } of Object.values(closed)) assert.equal((await next()).retry.delay, 1)
  const second = await linked(grant("clean", { token: "t2" }))
  assert.equal(second.hello, hello("r1 3 0"))
  for (const { seen } of Object.values(opened)) assert.deepEqual(seen.at(-1), { session: "clean", resumed: "complete" })
  second.receive(answer("MarketApi.ask", 3, 3))
  assert.equal(await waiting, 3)
})

test("sockets of their own go on by themselves", async (t) => {
  const { wires, join, linked } = network(t)
  const first = join(houseApi)
  const one = await linked(grant("new", { token: "one" }))
  const second = join(houseApi)
  const two = await linked(grant("new", { token: "two" }))
  first.tell("1")
  second.tell("2")
  one.drop()
  two.drop()
  second.forceReconnect()
  const three = await linked(grant("same", { token: "two2", received: 0 }))
  assert.equal(three.hello, hello("two 0 0"))
  assert.deepEqual(three.frames, ["a::0:", 'm:HouseApi.tell::"2"'])
  const four = await linked(grant("same", { token: "one2", received: 0 }))
  assert.equal(four.hello, hello("one 0 0"))
  assert.deepEqual(four.frames, ["a::0:", 'm:HouseApi.tell::"1"'])
  assert.equal(wires.length, 4)
})

test("clients that do not go on share a socket of their own", async (t) => {
  const { wires, join, linked } = network(t)
  join(houseApi)
  await linked(grant())
  join(plainApi)
  const wire = await linked("k:::null")
  join(marketApi, { resume: false })
  await linked("k:::null")
  assert.equal(wires.length, 3)
  assert.deepEqual(wire.frames, [])
})

test("with a server that does not know the extension the frames are those of today", async (t) => {
  const { join, linked } = network(t)
  const house = join(houseApi)
  const market = join(marketApi)
  const wire = await linked("k:::null")
  const failed = assert.rejects(market.ask("a"), { mayHaveRun: true })
  house.tell("b")
  for (let i = 0; i < 200; i++) wire.receive('m:HouseApi.told::"x"')
  await turns()
  assert.deepEqual(wire.frames.sort(), ['m:HouseApi.tell::"b"', 'r:MarketApi.ask:1:"a"'])
  wire.drop()
  await failed
  assert.throws(() => house.tell("c"), { mayHaveRun: false })
  house.forceReconnect()
  const second = await linked("k:::null")
  assert.equal(second.hello, hello())
  await market.opened()
})
