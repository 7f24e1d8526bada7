import assert from "node:assert/strict"
import { test } from "node:test"
import { echoApi, echoRoomsApi } from "./contracts.js"
import { EnvelopeConnection } from "./envelope.js"
import { socketApi } from "./runtime.js"
import { calls, Network, open, reach } from "./support.js"
import { over } from "./wire.js"

test("messages go both ways, with their type", async (t) => {
  const echo = open(t, echoApi)
  const frames = calls(echo, "onframe")
  const first = echo.receive()
  echo.echo({ text: "hello" })
  await echo.opened()
  echo.command({ command: "restart" })
  assert.deepEqual(await first, { type: "echo", data: { text: "echo: hello" } })
  assert.deepEqual(await echo.receive(), { type: "system", data: { info: "executed: restart" } })
  assert.deepEqual(frames.seen[0], ["out", '{"type":"echo","data":{"text":"hello"}}'])
})

test("listeners and iterators of one type hear their type only", async (t) => {
  const echo = open(t, echoApi)
  const heard = []
  echo.on({ system: ({ info }) => heard.push(info) })
  const echoes = echo.messages("echo")
  await echo.opened()
  echo.command({ command: "a" })
  echo.echo({ text: "b" })
  assert.deepEqual((await echoes.next()).value, { text: "echo: b" })
  assert.deepEqual(heard, ["executed: a"])
})

test("a rejection is thrown by whatever waits, with its code and details, and is final", async (t) => {
  const echo = open(t, echoRoomsApi, { room: "a" }, { query: { token: "bad" } })
  const closed = calls(echo, "onclose")
  const rejected = { name: "WsError", code: 4401, message: "AUTH_ERROR", details: { message: "AUTH_ERROR", realm: "chat" } }
  const iterated = (async () => { for await (const message of echo) assert.fail(message.type) })()
  await Promise.all([iterated, echo.receive(), echo.messages("echo").next()]
    .map((promise) => assert.rejects(promise, rejected)))
  assert.throws(() => echo.echo({ text: "after" }), rejected)
  const { error, retry } = await closed.next()
  assert.ok(echoApi.isError(error))
  assert.equal(retry, undefined)
  assert.equal(echo.state, "closed")
})

test("a query that is not valid ends with 4422 and the fields", async (t) => {
  const echo = open(t, echoRoomsApi, { room: "a" }, { query: { token: " " } })
  await assert.rejects(echo.receive(), (error) => {
    assert.equal(error.code, 4422)
    assert.equal(error.message, "validation failed")
    assert.equal(error.details.errors[0].field, "token")
    return true
  })
})

test("an error of the contract that a handler raises ends the client", async (t) => {
  const echo = open(t, echoApi)
  await echo.opened()
  const received = echo.receive()
  echo.echo({ text: "forbidden" })
  await assert.rejects(received, { name: "WsError", code: 4403 })
  assert.equal(echo.state, "closed")
})

test("a server that failed is tried again", async (t) => {
  const echo = open(t, echoApi, {}, { reconnect: { baseDelay: 10 } })
  const closed = calls(echo, "onclose")
  const echoes = echo.messages("echo")
  await echo.opened()
  echo.echo({ text: "crash" })
  const { code, error, retry } = await closed.next()
  assert.deepEqual([code, error.details, retry.attempt], [1011, undefined, 1])
  await echo.opened()
  echo.echo({ text: "again" })
  assert.equal((await echoes.next()).value.text, "echo: again")
})

test("a lost connection is opened again with a query made anew", async (t) => {
  const network = await Network.start(t)
  let made = 0
  const echo = open(t, echoRoomsApi, { room: "a" },
    { url: network.url, query: () => ({ token: `${++made}` }), reconnect: { baseDelay: 10 } })
  await echo.opened()
  const states = calls(echo, "onstate")
  network.drop()
  await reach(states, "open")
  assert.equal(made, 2)
})

test("teardown() closes, as no call is ever unfinished", async (t) => {
  const echo = open(t, echoApi)
  await echo.opened()
  await echo.teardown()
  assert.equal(echo.state, "closed")
})

test("a message without a payload is sent with null, and told as undefined", async (t) => {
  const bellApi = socketApi({ name: "BellApi", dialect: "envelope", path: "/ws/bell", calls: { ring: "send" },
    handlers: { rung: "send", told: "send" }, withoutInput: { handlers: ["rung"] }, connection: EnvelopeConnection })
  const { house: bell, wire } = await over(t, bellApi, { accepted: false, send: (client) => client.ring() })
  assert.deepEqual(wire.sent, ['{"type":"ring","data":null}'])
  const heard = []
  bell.on({ rung: (...data) => heard.push(data), told: (...data) => heard.push(data) })
  wire.receive('{"type":"rung","data":null}', '{"type":"rung"}', '{"type":"told","data":null}')
  assert.deepEqual(heard, [[undefined], [undefined], [null]])
  assert.deepEqual(await bell.receive(), { type: "rung", data: undefined })
})

test("a frame that is no message is passed over", async (t) => {
  const warn = t.mock.method(console, "warn", () => {})
  let socket
  class Wire {
    constructor() { socket = this }
    send() {}
    close() {}
  }
  const echo = open(t, echoApi, {}, { WebSocket: Wire })
  const received = echo.receive()
  while (!socket) await null
  socket.onopen()
  for (const data of ["hello", "", "null", "7", "[]", "{}", '{"type":"nope"}', '{"type":"constructor","data":1}',
    '{"type":7}', '{"error":true}', '{"error":true,"code":"4401"}', new ArrayBuffer(1), '{"type":"echo","data":1}']) {
    socket.onmessage({ data })
  }
  assert.deepEqual(await received, { type: "echo", data: 1 })
  assert.equal(warn.mock.callCount(), 12)
  assert.equal(echo.state, "open")
})
