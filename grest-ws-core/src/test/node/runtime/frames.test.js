import assert from "node:assert/strict"
import { test } from "node:test"
import { ContractError, socketApi } from "./runtime.js"
import { open, serverError } from "./support.js"
import { houseApi, OFFER, over, settled, Wire } from "./wire.js"

for (const answer of ["[1,2", "", "null", "7", "[]", "{}", '{"success":false}', '{"success":"true"}', '{"type":"OK"}']) {
  test(`an answer that is no result fails that call alone: ${answer}`, async (t) => {
    const { house, wire } = await over(t)
    const calls = [house.ask(1), house.ask(2)]
    wire.receive('s::2:{"success":true,"type":"OK"}', `s:HouseApi.ask:1:${answer}`, 's:HouseApi.ask:2:{"success":true,"type":"OK","data":":a:b"}')
    await assert.rejects(calls[0], serverError(/^The answer is no result$/))
    assert.equal(await calls[1], ":a:b")
  })
}

test("an error brings what the server says of it", async (t) => {
  const { house, wire } = await over(t)
  const call = house.ask()
  wire.receive('s:HouseApi.ask:1:{"success":false,"type":"BUSY","data":{"until":5},"statusCode":409,'
    + '"context":{"displayMessage":"Come back later","timestamp":1,"ref":"ERR_REF_x"}}')
  await assert.rejects(call, { name: "ContractError", type: "BUSY", code: 409, message: "Come back later",
    details: { until: 5 }, ref: "ERR_REF_x" })
})

test("the errors of the server's security are known on every method, and no others", async (t) => {
  const { house, wire } = await over(t)
  const calls = [house.ask(), house.ask(), house.ask()]
  for (const call of calls) call.catch(() => {})
  for (const [id, type, code] of [[1, "FORBIDDEN", 403], [2, "NOT_AUTHORIZED", 401], [3, "NOT_FOUND", 404]])
    wire.receive(`s:HouseApi.ask:${id}:{"success":false,"type":"${type}","statusCode":${code},"context":{}}`)
  await assert.rejects(calls[0], { name: "ContractError", type: "FORBIDDEN", code: 403 })
  await assert.rejects(calls[1], { name: "ContractError", type: "NOT_AUTHORIZED", code: 401 })
  await assert.rejects(calls[2], { name: "ContractError", type: "SERVER_ERROR", code: 500 })
})

test("a handler that throws them itself must declare them", async (t) => {
  t.mock.method(console, "error", () => {})
  const { house, wire } = await over(t)
  house.on({ asked() { throw new ContractError("FORBIDDEN", {}) } })
  wire.receive("r:HouseApi.asked:1:1")
  await settled()
  assert.match(wire.sent[1], /^s:HouseApi.asked:1:\{"success":false,"type":"SERVER_ERROR"/)
})

test("a method whose answer has no data is answered OK, and resolves", async (t) => {
  const { house, wire } = await over(t)
  house.on({ asked: async () => {} })
  const call = house.ask(1)
  wire.receive("r:HouseApi.asked:7:1", 's:HouseApi.ask:1:{"success":true,"type":"OK"}')
  assert.equal(await call, undefined)
  await settled()
  assert.equal(wire.sent.at(-1), 's:HouseApi.asked:7:{"success":true,"type":"OK"}')
})

test("what arrives before the server has accepted is dropped", async (t) => {
  const { house, wire } = await over(t, houseApi, { accepted: false })
  const told = []
  house.on({ told: (data) => told.push(data), asked: () => true })
  wire.receive("m:HouseApi.told::1", "r:HouseApi.asked:1:", "p:::", "o:::", "k:::null", "m:HouseApi.told::2")
  await settled()
  assert.deepEqual(told, [2])
  assert.deepEqual(wire.sent, [`h:::{${OFFER}}`])
})

test("a request to a fire-and-forget method is answered OK, and a message to one that answers runs it", async (t) => {
  const { house, wire } = await over(t)
  const seen = []
  house.on({ told: (data) => seen.push(data), asked: (data) => seen.push(data) })
  wire.receive("r:HouseApi.told:a:1", "m:HouseApi.asked::2")
  await settled()
  assert.deepEqual(seen, [1, 2])
  assert.deepEqual(wire.sent.slice(1), ['s:HouseApi.told:a:{"success":true,"type":"OK"}'])
})

test("data that are not JSON are answered VALIDATION_ERROR, and dropped in a message", async (t) => {
  const warn = t.mock.method(console, "warn", () => {})
  const { house, wire } = await over(t)
  house.on({ told: () => assert.fail("called"), asked: () => assert.fail("called") })
  wire.receive("r:HouseApi.asked:1:{", "m:HouseApi.told::{", "m:HouseApi.told::{", "m:HouseApi.constructor::1",
    "m:OtherApi.told::1", "m:told::1", "m:::1", "r::1:", "s::1:", "hello", "", "::::", "k:::null", "x:::{}", "h:::{}")
  await settled()
  assert.match(wire.sent[1], /^s:HouseApi.asked:1:\{"success":false,"type":"VALIDATION_ERROR","data":\[\{"path":"",/)
  assert.equal(wire.sent.length, 2)
  assert.equal(warn.mock.callCount(), 1)
  assert.equal(house.state, "open")
})

test("a declared error of a handler crosses the wire with its details", async (t) => {
  const { house, wire } = await over(t)
  house.on({ asked() { throw new ContractError("AWAY", { code: 410, message: "Back at five", details: { hour: 5 } }) } })
  wire.receive("r:HouseApi.asked:x;dl=5:")
  await settled()
  const { context, ...result } = JSON.parse(wire.sent[1].slice("s:HouseApi.asked:x;dl=5:".length))
  assert.deepEqual(result, { success: false, type: "AWAY", data: { hour: 5 }, statusCode: 410 })
  assert.equal(context.displayMessage, "Back at five")
})

test("an answer that is no JSON becomes SERVER_ERROR", async (t) => {
  t.mock.method(console, "error", () => {})
  const { house, wire } = await over(t)
  house.on({ asked: () => 1n })
  wire.receive("r:HouseApi.asked:1:")
  await settled()
  assert.match(wire.sent[1], /^s:HouseApi.asked:1:\{"success":false,"type":"SERVER_ERROR","statusCode":500,/)
})

test("details that are no JSON become SERVER_ERROR, and teardown() ends", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { house, wire } = await over(t)
  house.on({ asked() { throw new ContractError("AWAY", { details: { hour: 5n } }) } })
  wire.receive("r:HouseApi.asked:1:")
  await house.teardown()
  assert.match(wire.sent[1], /^s:HouseApi.asked:1:\{"success":false,"type":"SERVER_ERROR","statusCode":500,/)
  assert.match(log.mock.calls[0].arguments.join(" "), /HouseApi.asked failed, ERR_REF_.*BigInt/)
})

test("an answer that cannot be sent is logged, and teardown() ends", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { house, wire } = await over(t)
  house.on({ asked: () => 1 })
  wire.send = () => { throw new Error("no network") }
  wire.receive("r:HouseApi.asked:1:")
  await house.teardown()
  await settled()
  assert.equal(log.mock.calls[0].arguments[0].message, "no network")
})

test("an error whose message is no text fails that call alone", async (t) => {
  const { house, wire } = await over(t)
  const call = house.ask()
  wire.receive('s:HouseApi.ask:1:{"success":false,"type":"BUSY","context":{"displayMessage":{"toString":1,"valueOf":1}}}')
  await assert.rejects(call, { type: "BUSY", message: "BUSY" })
})

test("the query of the URL is kept, but for names that the query has", async (t) => {
  const { wire } = await over(t, houseApi, {
    url: "wss://house.example/?tenant=a%20b&one=old&one=older&none=kept", query: { one: [1, 2], two: 2, none: null }
  })
  assert.equal(wire.url, "wss://house.example/ws/house?tenant=a+b&none=kept&one=1&one=2&two=2")
})

test("the query of the URL is that of the URL alone", async (t) => {
  const { wire } = await over(t, houseApi, { url: "ws://house.example?a=%20b&c" })
  assert.equal(wire.url, "ws://house.example/ws/house?a=%20b&c")
})

for (const url of ["house.example", "localhost:8080", "ftp://house.example", "/base", "http://", "ws://a b", "file:///a"]) {
  for (const option of [url, async () => url]) {
    test(`a ${typeof option} of the URL ${url} is refused, and not tried again`, async (t) => {
      const house = open(t, houseApi, {}, { WebSocket: Wire, url: option })
      await assert.rejects(house.opened(), { name: "WsError",
        message: "No URL or headers for HouseApi: the option url must begin with ws://, wss://, http:// or https://" })
      assert.equal(house.state, "closed")
    })
  }
}

const PAGES = [["https://page.example", "/base", "wss://page.example/base/ws/house"],
  ["https://page.example", undefined, "wss://page.example/ws/house"],
  ["null", "ws://house.example", "ws://house.example/ws/house"]]

for (const [origin, url, expected] of PAGES) {
  test(`the URL ${url} on a page of ${origin} is ${expected}`, async (t) => {
    globalThis.location = { origin }
    t.after(() => delete globalThis.location)
    const { wire } = await over(t, houseApi, { url })
    assert.equal(wire.url, expected)
  })
}

test("a page without a server is none to connect to", (t) => {
  globalThis.location = { origin: "null" }
  t.after(() => delete globalThis.location)
  assert.throws(() => houseApi({}, { WebSocket: Wire }), { name: "TypeError", message: /set the option url/ })
})

test("a binary frame ends the connection", async (t) => {
  const { house, wire } = await over(t)
  const closed = []
  house.onclose = (event) => closed.push(event)
  wire.receive(new ArrayBuffer(1))
  assert.equal(closed[0].code, 1003)
  assert.ok(wire.closed)
})

test("a method that has the name of a member is among the calls", async (t) => {
  const { house, wire } = await over(t)
  house.calls.close("the door")
  house.calls.on(1).catch(() => {})
  house.calls.then(2).catch(() => {})
  assert.deepEqual(wire.sent.slice(1), ['m:HouseApi.close::"the door"', "r:HouseApi.on:1:1", "r:HouseApi.then:2:2"])
  assert.equal(house.then, undefined)
})

const RETRIED = [1000, 1001, 1005, 1006, 1009, 1011, 1013, 3000, 4008]
const FINAL = [1008, 4000, 4001, 4002, 4007, 4009, 4401, 4999]

for (const code of [...RETRIED, ...FINAL]) {
  test(`a connection that is closed with ${code} is ${RETRIED.includes(code) ? "opened again" : "not opened again"}`,
    async (t) => {
      const { house, wire } = await over(t)
      wire.onclose({ code, reason: "why" })
      assert.equal(house.state, RETRIED.includes(code) ? "disconnected" : "closed")
      if (FINAL.includes(code)) await assert.rejects(house.receive(), { name: "WsError", code, reason: "why" })
    })
}

const REJECTIONS = { SERVER_ERROR: true, TOO_MANY_REQUESTS: true, UNHEARD_OF: true, NOT_AUTHORIZED: false, FORBIDDEN: false,
  NOT_FOUND: false, VALIDATION_ERROR: false, BUSY: false, AWAY: false }

for (const [type, retried] of Object.entries(REJECTIONS)) {
  test(`a rejection with ${type} is ${retried ? "tried again" : "final"}`, async (t) => {
    const { house, wire } = await over(t, houseApi, { accepted: false })
    wire.receive(`x:::{"success":false,"type":"${type}","data":{"why":1},"statusCode":499}`)
    assert.equal(house.state, retried ? "disconnected" : "closed")
    assert.deepEqual(wire.closed, [4001, "Handshake failed"])
    if (!retried) await assert.rejects(house.opened(), { name: "WsError", code: 4001, type, details: { why: 1 } })
  })
}

test("a client that is closed tells its listeners nothing more", async (t) => {
  const { house, wire } = await over(t)
  house.on({ told: () => assert.fail("called") })
  const { onmessage } = wire
  house.close()
  assert.equal(wire.onmessage, null)
  onmessage({ data: "r:HouseApi.asked:1:" })
  await settled()
  assert.equal(wire.sent.length, 1)
})

test("an answer that comes after the end is not sent", async (t) => {
  const { house, wire } = await over(t)
  house.on({ asked: async () => settled() })
  wire.receive("r:HouseApi.asked:1:")
  house.close()
  await settled()
  await settled()
  assert.equal(wire.sent.length, 1)
})

test("teardown() waits for the answers of this side alone", async (t) => {
  const { house, wire } = await over(t)
  let answer
  house.on({ asked: () => new Promise((resolve) => answer = resolve) })
  wire.receive("r:HouseApi.asked:1:")
  const closed = house.teardown()
  await settled()
  assert.equal(house.state, "open")
  answer(7)
  await closed
  assert.deepEqual(wire.sent.slice(1), ['s:HouseApi.asked:1:{"success":true,"type":"OK","data":7}'])
  assert.equal(house.state, "closed")
})

test("what is absent is in neither URL nor headers", async (t) => {
  const { wire } = await over(t, houseApi, {
    url: "https://house.example/base/#old",
    query: { one: 1, two: ["a b", "ü", null], none: null, absent: undefined },
    headers: { a: "A", count: 2, none: null, absent: undefined }
  })
  assert.equal(wire.url, "wss://house.example/base/ws/house?one=1&two=a+b&two=%C3%BC")
  assert.deepEqual(wire.sent, [`h:::{"a":"A","count":"2",${OFFER}}`])
})

test("an error of an open socket is no end: its close follows", async (t) => {
  const { house, wire } = await over(t)
  wire.onerror()
  assert.equal(house.state, "open")
  wire.onclose({ code: 1002, reason: "" })
  assert.equal(house.state, "disconnected")
})

for (const outcome of ["resolve", "reject"]) {
  test(`a client that is closed before its headers ${outcome} stays closed`, async (t) => {
    let settle
    const headers = () => new Promise((resolve, reject) => settle = { resolve, reject }[outcome])
    const made = Wire.made
    const house = open(t, houseApi, {}, { WebSocket: Wire, headers })
    while (!settle) await null
    house.close()
    settle({})
    await settled()
    assert.equal(house.state, "closed")
    assert.equal(Wire.made, made)
  })
}

test("receive() that was behind goes on with what comes then", async (t) => {
  const { house, wire } = await over(t)
  const first = house.receive()
  for (let number = 0; number <= 1_025; number++) wire.receive(`m:HouseApi.told::${number}`)
  assert.deepEqual(await first, { type: "told", data: 0 })
  for (let number = 1; number <= 1_024; number++) assert.equal((await house.receive()).data, number)
  await assert.rejects(house.receive(), { name: "RangeError" })
  const next = house.receive()
  wire.receive("m:HouseApi.told::2000")
  assert.equal((await next).data, 2_000)
})

test("only a connection that is silent is asked whether it is still there", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { house, wire } = await over(t)
  const pings = () => wire.sent.filter((frame) => frame === "p:::").length
  for (let interval = 0; interval < 3; interval++) {
    wire.receive("m:HouseApi.told::1")
    t.mock.timers.tick(20_000)
  }
  assert.equal(pings(), 0)
  t.mock.timers.tick(20_000)
  assert.equal(pings(), 1)
  t.mock.timers.tick(9_999)
  wire.receive("o:::")
  t.mock.timers.tick(10_001)
  assert.equal(house.state, "open")
  t.mock.timers.tick(20_000)
  assert.equal(pings(), 2)
  t.mock.timers.tick(10_000)
  assert.equal(house.state, "disconnected")
  assert.deepEqual(wire.closed, [4008, "Heartbeat timeout"])
})

for (const interval of [Infinity, 2 ** 31]) {
  test(`an interval of ${interval} asks never`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
    const { wire } = await over(t, houseApi, { heartbeat: { interval } })
    t.mock.timers.tick(60_000)
    assert.equal(wire.sent.length, 1)
  })
}

const NO_TIMES = [0, -1, NaN, "1000"]
const NO_DELAYS = [...NO_TIMES, Infinity, 2 ** 31]
const WRONG = { requestTimeout: NO_TIMES, handshakeTimeout: NO_TIMES, "heartbeat.interval": NO_TIMES,
  "heartbeat.timeout": NO_TIMES, "reconnect.baseDelay": NO_DELAYS, "reconnect.maxDelay": NO_DELAYS,
  "reconnect.jitter": [-0.1, 1.1, NaN], "reconnect.maxRetries": [-1, NaN, "1"], "reconnect.resetAfter": [-1, NaN, "1"] }

for (const [path, values] of Object.entries(WRONG)) {
  for (const value of values) {
    test(`${path} of ${typeof value} ${value} is refused at once`, () => {
      const [name, part] = path.split(".")
      const options = { [name]: part ? { [part]: value } : value }
      assert.throws(() => houseApi({}, { url: "ws://localhost", WebSocket: Wire, ...options }),
        { name: "RangeError", message: new RegExp(`^The option ${path} is a number from `) })
    })
  }
}

test("options that are undefined are as if absent", async (t) => {
  const { house, wire } = await over(t, houseApi, { reconnect: { baseDelay: undefined, jitter: 0 }, requestTimeout: undefined })
  let retry
  house.onclose = (event) => retry = event.retry
  wire.onclose({ code: 1006, reason: "" })
  assert.deepEqual(retry, { attempt: 1, delay: 1_000 })
})

test("an attempt that was brought forward is not made twice", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { house, wire } = await over(t)
  wire.onclose({ code: 1006, reason: "" })
  const made = Wire.made
  house.forceReconnect()
  while (Wire.made === made) await null
  t.mock.timers.tick(2_000)
  await settled()
  assert.equal(Wire.made, made + 1)
})

const newsApi = socketApi({ name: "NewsApi", dialect: "grest", path: "/ws/news", calls: {}, handlers: { told: "send", rung: "send" },
  withoutInput: { handlers: ["rung"] } })

test("a client that answers no requests answers messages that are sent as such, and no others", async (t) => {
  const { house: news, wire } = await over(t, newsApi, { accepted: 'k:::{"extensions":["streams"]}' })
  t.mock.method(console, "warn", () => {})
  const heard = []
  news.on({ told: (text) => heard.push(text), rung: () => heard.push("rung") })
  wire.receive('r:NewsApi.told:~1:"a"', "r:NewsApi.rung:~2;dl=9:", "r:NewsApi.told:~3:{", "r:NewsApi.asked:~4:1", "z::~1:")
  assert.deepEqual(heard, ["a", "rung"])
  assert.deepEqual(wire.sent.slice(1), ['s:NewsApi.told:~1:{"success":true,"type":"OK"}',
    's:NewsApi.rung:~2:{"success":true,"type":"OK"}',
    's:NewsApi.told:~3:{"success":false,"type":"VALIDATION_ERROR","statusCode":422}',
    's:NewsApi.asked:~4:{"success":false,"type":"ROUTE_NOT_FOUND","statusCode":404}'])
})
