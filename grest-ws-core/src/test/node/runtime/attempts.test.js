import assert from "node:assert/strict"
import { test } from "node:test"
import { EnvelopeConnection } from "./envelope.js"
import { socketApi } from "./runtime.js"
import { calls, open, SERVER } from "./support.js"
import { houseApi, over, settled, Wire } from "./wire.js"

const VALUES = { url: SERVER, query: {}, headers: {} }
const never = new Promise(() => {})
const bellApi = socketApi({ name: "BellApi", dialect: "envelope", path: "/ws/bell", calls: {}, handlers: {},
  connection: EnvelopeConnection })

/** Open a client whose WebSocket is made without a network, and wait for nothing. */
function begin(t, options, api = houseApi) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const house = open(t, api, {}, { WebSocket: Wire, ...options })
  return { house, states: calls(house, "onstate").seen, closed: calls(house, "onclose").seen, made: Wire.made }
}

for (const option of ["url", "query", "headers"]) {
  test(`an attempt whose ${option} never settles ends after 30 s, and is made again`, async (t) => {
    let asked = 0
    const { house, closed } = begin(t, { reconnect: { jitter: 0 }, [option]: () => ++asked === 1 ? never : VALUES[option] })
    const waiting = [house.opened(), house.ask(1)]
    for (const promise of waiting) promise.catch(() => {})
    await settled()
    t.mock.timers.tick(29_999)
    assert.equal(house.state, "connecting")
    t.mock.timers.tick(1)
    assert.equal(house.state, "disconnected")
    for (const promise of waiting) {
      await assert.rejects(promise, { type: "SERVER_ERROR", message: "No URL or headers for HouseApi within 30 s" })
    }
    assert.deepEqual(closed[0].retry, { attempt: 1, delay: 1_000 })
    t.mock.timers.tick(1_000)
    await settled()
    assert.equal(asked, 2)
    Wire.latest.receive("k:::null")
    assert.equal(house.state, "open")
  })
}

test("an attempt that has succeeded has no limit", async (t) => {
  const { house } = begin(t, {}, bellApi)
  await settled()
  t.mock.timers.tick(60_000)
  assert.equal(house.state, "open")
})

test("a WebSocket that never opens ends the attempt 30 s after its first step", async (t) => {
  class Deaf {
    readyState = 0
    close() {}
  }
  const { house, closed } = begin(t, { WebSocket: Deaf, headers: () => new Promise((resolve) => setTimeout(resolve, 20_000)) })
  await settled()
  t.mock.timers.tick(20_000)
  await settled()
  t.mock.timers.tick(9_999)
  assert.equal(house.state, "connecting")
  t.mock.timers.tick(1)
  assert.equal(closed[0].error.message, "Not connected within 30 s")
})

test("a token that comes after its attempt has ended is not used", async (t) => {
  const settle = []
  const { house, made } = begin(t, { headers: () => new Promise((resolve) => settle.push(resolve)) })
  await settled()
  t.mock.timers.tick(30_000)
  t.mock.timers.tick(2_000)
  await settled()
  settle[0]({ authorization: "stale" })
  await settled()
  assert.equal(Wire.made, made)
  settle[1]({ authorization: "fresh" })
  await settled()
  assert.equal(Wire.made, made + 1)
  assert.match(Wire.latest.sent[0], /"authorization":"fresh"/)
  assert.equal(house.state, "connecting")
})

test("forceReconnect() while connecting makes another attempt, which those who wait then wait for", async (t) => {
  let asked = 0
  const { house, states, closed } = begin(t, { headers: () => ++asked === 1 ? never : {} })
  const answer = house.ask(1)
  house.tell(2)
  await settled()
  house.forceReconnect()
  await settled()
  const wire = Wire.latest
  wire.receive("k:::null")
  await settled()
  wire.receive('s:HouseApi.ask:1:{"success":true,"type":"OK","data":7}')
  assert.equal(await answer, 7)
  assert.deepEqual(wire.sent.slice(1), ["r:HouseApi.ask:1:1", "m:HouseApi.tell::2"])
  assert.deepEqual(states, ["open"])
  assert.deepEqual(closed, [])
  t.mock.timers.tick(60_000)
  assert.equal(asked, 2, "the attempt that was dropped has no timer left")
})

test("forceReconnect() during the handshake drops the socket that there is", async (t) => {
  const { house, wire } = await over(t, houseApi, { accepted: false })
  house.forceReconnect()
  assert.deepEqual(wire.closed, [1000, ""])
  assert.equal(wire.onmessage, null)
  while (!Wire.latest) await null
  await settled()
  Wire.latest.receive("k:::null")
  assert.equal(house.state, "open")
})

/** What a client tells, in the order of telling, once `act` has been called at the first of these. */
function told(house, at, act) {
  const events = []
  const tell = (event) => {
    events.push(event)
    if (event === at) act()
  }
  house.onstate = tell
  house.onopen = () => tell("onopen")
  house.onclose = ({ retry }) => tell(retry ? "onclose with retry" : "onclose")
  house.onframe = (direction, text) => tell(`${direction} ${text.slice(0, 1)}`)
  return events
}

const EVENTS = ["out h", "in k", "open", "onopen", "out r", "in m", "disconnected", "onclose with retry", "connecting"]

for (const at of EVENTS) {
  test(`after close() at "${at}" nothing but the end is told`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
    const log = t.mock.method(console, "error", () => {})
    let made
    const { house, wire } = await over(t, houseApi, { accepted: false, send(house) {
      house.on({ told: () => at === "in m" && assert.fail("a message after the end") })
      made = { events: told(house, at, () => house.close()), opened: house.opened(), answer: house.ask() }
      made.opened.catch(() => {})
      made.answer.catch(() => {})
    } })
    for (const step of [() => wire.receive("k:::null"), () => wire.receive("m:HouseApi.told::1"),
      () => wire.onclose({ code: 1006, reason: "" }), () => t.mock.timers.tick(2_000)]) {
      if (house.state !== "closed") step()
      await settled()
    }
    const before = Wire.made
    t.mock.timers.tick(600_000)
    await settled()
    assert.deepEqual(made.events, [...EVENTS.slice(0, EVENTS.indexOf(at) + 1), "closed"])
    assert.equal(Wire.made, before)
    if (EVENTS.indexOf(at) < EVENTS.indexOf("out r")) {
      for (const promise of [made.opened, made.answer]) await assert.rejects(promise, { name: "WsError", code: 1000 })
    }
    assert.deepEqual(log.mock.calls, [])
  })
}

for (const option of ["url", "query", "headers"]) {
  test(`close() within ${option} is the end`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
    let asked = 0
    const { house, wire } = await over(t, houseApi, { [option]() {
      if (asked++) house.close()
      return VALUES[option]
    } })
    const { made } = Wire
    const events = told(house)
    wire.onclose({ code: 1006, reason: "" })
    house.forceReconnect()
    await settled()
    t.mock.timers.tick(60_000)
    assert.deepEqual(events, ["disconnected", "onclose with retry", "connecting", "closed"])
    assert.deepEqual([asked, Wire.made], [2, made])
  })
}

test("close() within a listener tells the others nothing", async (t) => {
  const { house, wire } = await over(t)
  house.on({ told: () => house.close() })
  house.on({ told: () => assert.fail("called") })
  wire.receive("m:HouseApi.told::1")
  assert.equal(house.state, "closed")
})

test("close() while a call is written fails that call", async (t) => {
  const { house } = await over(t)
  house.onframe = () => house.close()
  await assert.rejects(house.ask(1), { type: "SERVER_ERROR", message: "Socket connection closed!" })
})

test("forceReconnect() within onstate is told of no connection that it dropped", async (t) => {
  const { house, wire } = await over(t, houseApi, { accepted: false })
  const events = told(house, "open", () => wire.closed || house.forceReconnect())
  wire.receive("k:::null")
  while (Wire.latest === undefined) await null
  await settled()
  Wire.latest.receive("k:::null")
  assert.deepEqual(events, ["in k", "open", "connecting", "out h", "in k", "open", "onopen"])
})

test("a client that ended by itself stays so", async (t) => {
  const { house, wire } = await over(t)
  wire.onclose({ code: 4000, reason: "" })
  const { made } = Wire
  house.forceReconnect()
  await settled()
  assert.deepEqual([house.state, Wire.made], ["closed", made])
})

test("calls that wait for the first connection are bounded", async (t) => {
  const { house } = begin(t, { headers: () => never })
  const waiting = Array.from({ length: 1_024 }, () => house.ask())
  for (const promise of waiting) promise.catch(() => {})
  await assert.rejects(house.ask(), { type: "SERVER_ERROR", message: /is not connected yet/ })
})
