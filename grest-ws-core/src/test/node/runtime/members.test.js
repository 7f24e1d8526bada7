import assert from "node:assert/strict"
import { test } from "node:test"
import { EnvelopeConnection } from "./envelope.js"
import { market } from "./market.js"
import { requests } from "./requests.js"
import { socketApi } from "./runtime.js"
import { open } from "./support.js"
import { houseApi, over, settled, Wire } from "./wire.js"

// What every object has, what JavaScript takes for a promise or for data, what is a word of it, and a client's own.
const NAMES = ["toString", "valueOf", "hasOwnProperty", "constructor", "__proto__", "toLocaleString", "isPrototypeOf",
  "__defineGetter__", "then", "catch", "finally", "toJSON", "arguments", "caller", "length", "name", "prototype", "delete",
  "await", "state", "calls", "on", "onopen", "onframe", "close", "receive", "messages"]

const all = (mode) => Object.fromEntries(NAMES.map((name) => [name, mode]))
const requestApi = socketApi({ name: "OddApi", dialect: "grest", path: "/ws/odd", calls: all("request"), handlers: all("request"), requests,
  errors: { calls: Object.fromEntries(NAMES.map((name) => [name, { [`NO_${name.length}`]: 400 }])) } })
const messageApi = socketApi({ name: "OddApi", dialect: "grest", path: "/ws/odd", calls: all("send"), handlers: all("send") })
const envelopeApi = socketApi({ name: "OddApi", dialect: "envelope", path: "/ws/odd", calls: all("send"), handlers: all("send"),
  connection: EnvelopeConnection })

for (const name of NAMES) {
  test(`a method may be called ${name}`, async (t) => {
    const { house: odd, wire } = await over(t, requestApi)
    const call = odd.calls[name]("in")
    const failing = odd.calls[name]("in")
    await settled()
    assert.deepEqual(wire.sent.slice(1), [`r:OddApi.${name}:1:"in"`, `r:OddApi.${name}:2:"in"`])
    wire.receive(`s:OddApi.${name}:1:{"success":true,"type":"OK","data":"out"}`,
      `s:OddApi.${name}:2:{"success":false,"type":"NO_${name.length}","statusCode":400}`)
    assert.equal(await call, "out")
    await assert.rejects(failing, { name: "ContractError", type: `NO_${name.length}` })
  })

  test(`a listener may have, or lack, a method called ${name}`, async (t) => {
    const { house: odd, wire } = await over(t, requestApi)
    class Listener {}
    odd.on({})
    odd.on(new Listener())
    const remove = odd.on({ [name]: (input) => `own ${input}` })
    wire.receive(`r:OddApi.${name}:1:"in"`)
    await settled()
    remove()
    wire.receive(`r:OddApi.${name}:2:"in"`)
    await settled()
    assert.equal(wire.sent[1], `s:OddApi.${name}:1:{"success":true,"type":"OK","data":"own in"}`)
    assert.match(wire.sent[2], /"type":"ROUTE_NOT_FOUND"/)
  })

  for (const [dialect, api, frame] of [["grest", messageApi, `m:OddApi.${name}::7`],
    ["envelope", envelopeApi, JSON.stringify({ type: name, data: 7 })]]) {
    test(`a message may be called ${name} in the dialect ${dialect}`, async (t) => {
      const { house: odd, wire } = await over(t, api, { accepted: dialect === "grest" && "k:::null",
        send: (odd) => odd.calls[name](7) })
      await settled()
      assert.equal(wire.sent.at(-1), frame)
      const heard = []
      odd.on({ [name]: (data) => heard.push(data) })
      const messages = odd.messages(name)
      wire.receive(frame)
      assert.deepEqual(heard, [7])
      assert.deepEqual(await messages.next(), { value: 7, done: false })
      assert.deepEqual(await odd.receive(), { type: name, data: 7 })
    })
  }
}

test("a listener may be of a class that has such a method", async (t) => {
  const { house: odd, wire } = await over(t, requestApi)
  class Listener {
    answer = 7
    toString() { return this.answer }
  }
  odd.on(new Listener())
  wire.receive("r:OddApi.toString:1:")
  await settled()
  assert.equal(wire.sent[1], 's:OddApi.toString:1:{"success":true,"type":"OK","data":7}')
})

test("a listener may have fields, but no function that the server does not call", async (t) => {
  const { house } = await over(t)
  house.on({ seen: [], title: "porch", told: undefined })
  assert.throws(() => house.on({ tolt() {} }), { name: "TypeError", message: /calls no tolt: it calls told, asked/ })
  assert.throws(() => house.on({ told: 7 }), { name: "TypeError", message: /calls told, which is no function/ })
})

test("methods do not hide what a client or every object has", async (t) => {
  const { house: odd } = await over(t, messageApi)
  assert.equal(`${odd}`, "[object Object]")
  assert.equal(odd.then, undefined)
  assert.equal(odd.toJSON, undefined)
  assert.equal(odd.state, "open")
  assert.equal(odd.hasOwnProperty("calls"), true)
  assert.equal(odd.catch, odd.calls.catch)
  assert.equal(await odd, odd)
})

test("a client of a contract without such methods has none", async (t) => {
  const { house } = await over(t)
  for (const name of NAMES) assert.equal(house.calls[name] === undefined, !["on", "close", "then"].includes(name), name)
})

/** What Vue's ref() and others make of an object: a proxy of it, and of the objects that it has. */
function reactive(target) {
  return new Proxy(target, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver)
      return typeof value === "object" && value !== null ? reactive(value) : value
    },
    set: (target, key, value, receiver) => Reflect.set(target, key, value, receiver)
  })
}

test("a proxy around a client does what the client does", async (t) => {
  const house = reactive(open(t, houseApi, {}, { WebSocket: Wire }))
  const events = []
  house.onstate = (state) => events.push(state)
  house.onopen = () => events.push("onopen")
  const remove = house.on({ told: (data) => events.push(data) })
  const opened = house.opened()
  const answer = house.ask(1)
  while (!Wire.latest?.sent.length) await null
  const wire = Wire.latest
  wire.receive("k:::null")
  await opened
  assert.equal(house.state, "open")
  house.tell(2)
  house.calls.close(3)
  wire.receive("m:HouseApi.told::4", "m:HouseApi.told::5", 's:HouseApi.ask:1:{"success":true,"type":"OK","data":6}')
  assert.equal(await answer, 6)
  assert.deepEqual(await house.receive(), { type: "told", data: 4 })
  for await (const { data } of house) {
    assert.equal(data, 5)
    break
  }
  const messages = reactive(house.messages("told"))
  wire.receive("m:HouseApi.told::7")
  assert.deepEqual(await messages.next(), { value: 7, done: false })
  remove()
  house.forceReconnect()
  assert.equal(house.state, "connecting")
  await settled()
  Wire.latest.receive("k:::null")
  await house.teardown()
  house.close()
  assert.deepEqual(events, ["open", "onopen", 4, 5, 7, "connecting", "open", "onopen", "closed"])
})

test("a client's members may be taken from it", async (t) => {
  const { house, wire } = await over(t)
  const { close, on, receive } = house
  on({})
  const received = receive()
  wire.receive("m:HouseApi.told::1")
  assert.equal((await received).data, 1)
  close()
  assert.equal(house.state, "closed")
})

test("the length of a call is the number of arguments before its options", async (t) => {
  const { calls } = (await market(t)).market
  const lengths = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, call.length]))
  assert.deepEqual(lengths, { ask: 1, names: 0, tell: 1, watch: 1, all: 0, upload: 1, put: 2, talk: 1 })
})
