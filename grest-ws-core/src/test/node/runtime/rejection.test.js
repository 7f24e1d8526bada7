import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi, privateApi, roomsApi } from "./contracts.js"
import { WsError } from "./runtime.js"
import { calls, Network, open, reach } from "./support.js"

const notAuthorized = (error) => {
  assert.ok(error instanceof WsError, `${error}`)
  assert.deepEqual([error.code, error.reason, error.type], [4001, "Handshake failed", "NOT_AUTHORIZED"])
  assert.match(error.ref, /^ERR_REF_/)
  return true
}

test("a rejection is thrown by whatever waits, and is not tried again", async (t) => {
  const chat = open(t, privateApi)
  const closed = calls(chat, "onclose")
  const iterated = (async () => { for await (const message of chat) assert.fail(message.type) })()
  const messages = chat.messages("typing").next()
  await Promise.all([chat.opened(), chat.joinRoom({ roomId: "a" }), chat.receive(), messages, iterated]
    .map((promise) => assert.rejects(promise, notAuthorized)))
  const { code, error, retry } = await closed.next()
  assert.equal(code, 4001)
  assert.ok(notAuthorized(error))
  assert.equal(retry, undefined)
  assert.equal(chat.state, "closed")
})

test("a client that was rejected says so to whoever comes later", async (t) => {
  const chat = open(t, privateApi)
  await assert.rejects(chat.opened(), notAuthorized)
  await assert.rejects(chat.opened(), notAuthorized)
  await assert.rejects(chat.joinRoom({ roomId: "a" }), notAuthorized)
  assert.throws(() => chat.ping(), notAuthorized)
  await assert.rejects(chat.receive(), notAuthorized)
  await assert.rejects((async () => { for await (const message of chat) assert.fail(message.type) })(), notAuthorized)
})

test("a query that the server refuses is a rejection with 4000", async (t) => {
  const chat = open(t, roomsApi, { room: "a" }, { query: { token: " " } })
  await assert.rejects(chat.opened(), { name: "WsError", code: 4000, type: "VALIDATION_ERROR",
    reason: "Invalid query parameters" })
  assert.equal(chat.state, "closed")
})

test("a handshake that the server failed to check is tried again", async (t) => {
  const chat = open(t, roomsApi, { room: "crash" }, { query: { token: "a" }, reconnect: { baseDelay: 10 } })
  const closed = calls(chat, "onclose")
  assert.equal((await closed.next()).error.type, "SERVER_ERROR")
  assert.equal((await closed.next()).retry.attempt, 2)
})

test("headers are made anew for each attempt", async (t) => {
  const network = await Network.start(t)
  let made = 0
  const headers = async () => {
    made++
    return { Authorization: "Bearer secret", absent: undefined }
  }
  const chat = open(t, privateApi, {}, { url: network.url, headers, reconnect: { baseDelay: 10 } })
  const states = calls(chat, "onstate")
  await chat.opened()
  network.drop()
  await reach(states, "disconnected")
  await reach(states, "open")
  assert.equal(made, 2)
})

test("headers may be an object with a getter", async (t) => {
  const network = await Network.start(t)
  const tokens = ["secret", "secret", "stale"]
  const headers = { get authorization() { return `Bearer ${tokens.shift()}` } }
  const chat = open(t, privateApi, {}, { url: network.url, headers, reconnect: { baseDelay: 10 } })
  await chat.opened()
  network.drop()
  const states = calls(chat, "onstate")
  await reach(states, "open")
  network.drop()
  await reach(states, "closed")
  await assert.rejects(chat.opened(), notAuthorized)
})

test("headers that cannot be made fail the attempt, which is tried again", async (t) => {
  const tokens = [() => { throw new Error("no token today") }, () => "Bearer secret"]
  const headers = () => ({ authorization: tokens.shift()() })
  const chat = open(t, privateApi, {}, { headers, reconnect: { baseDelay: 10 } })
  await assert.rejects(chat.opened(), { name: "WsError", code: 1006, message: /no token today/ })
  await chat.opened()
})

test("headers that are refused to this side are not asked for again", async (t) => {
  const headers = () => { throw Object.assign(new Error("logged out"), { type: "NOT_AUTHORIZED" }) }
  const chat = open(t, privateApi, {}, { headers })
  await assert.rejects(chat.opened(), { name: "WsError", type: "NOT_AUTHORIZED" })
  assert.equal(chat.state, "closed")
})

test("a WebSocket that cannot be made ends the client", async (t) => {
  class Refusing {
    constructor() { throw new SyntaxError("not here") }
  }
  const chat = open(t, chatApi, {}, { WebSocket: Refusing })
  await assert.rejects(chat.opened(), { name: "WsError", message: /^No WebSocket to ws:.*: not here$/ })
  assert.equal(chat.state, "closed")
})
