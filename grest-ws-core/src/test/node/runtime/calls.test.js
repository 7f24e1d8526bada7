import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi, roomsApi } from "./contracts.js"
import { ConnectionClosedError, ContractError, RequestTimeoutError, WsError } from "./runtime.js"
import { calls, open, serverError } from "./support.js"

const quiet = (t) => t.mock.method(console, "error", () => {})

test("a request waits for the first connection and returns its answer", async (t) => {
  const chat = open(t, chatApi)
  assert.equal(chat.state, "connecting")
  const { success, messageId } = await chat.sendMessage({ text: "Hello", channelId: "general" })
  assert.equal(success, true)
  assert.match(messageId, /\S/)
  assert.equal(chat.state, "open")
})

test("requests that wait for the first connection are sent in order", async (t) => {
  const chat = open(t, chatApi)
  const frames = calls(chat, "onframe")
  await Promise.all([chat.joinRoom({ roomId: "a" }), chat.joinRoom({ roomId: "b" })])
  const sent = frames.seen.filter(([direction, text]) => direction === "out" && text.startsWith("r:"))
  assert.deepEqual(sent.map(([, text]) => text),
    ['r:ChatApi.joinRoom:1:{"roomId":"a"}', 'r:ChatApi.joinRoom:2:{"roomId":"b"}'])
})

test("an answer waits for no other", async (t) => {
  const chat = open(t, chatApi)
  const order = []
  await Promise.all([300, 0].map((millis) => chat.slow({ millis }).then((answer) => order.push(answer.millis))))
  assert.deepEqual(order, [0, 300])
})

test("a declared error has its type, code and details", async (t) => {
  const error = await open(t, chatApi).joinRoom({ roomId: "full" }).catch((thrown) => thrown)
  assert.ok(chatApi.isError(error))
  assert.ok(error instanceof ContractError)
  assert.equal(error.type, "ROOM_FULL")
  assert.equal(error.code, 409)
  assert.deepEqual(error.details, { capacity: 2 })
  assert.match(error.ref, /^ERR_REF_/)
  assert.equal(error.message, "ROOM_FULL")
})

test("what is wrong with an input comes back as issues", async (t) => {
  const error = await open(t, chatApi).sendMessage({ text: " ", channelId: "general" }).catch((thrown) => thrown)
  assert.equal(error.type, "VALIDATION_ERROR")
  assert.equal(error.code, 422)
  assert.equal(error.details[0].path, "text")
  assert.equal(error.details[0].code, "invalid.notBlank")
})

test("an error that the method does not declare is a SERVER_ERROR", async (t) => {
  const chat = open(t, chatApi)
  for (const roomId of ["forbidden", "crash"]) {
    await assert.rejects(chat.joinRoom({ roomId }), (error) => error.type === "SERVER_ERROR" && error.details === undefined)
  }
})

test("a message waits for the first connection as a request does, and is sent in order with it", async (t) => {
  const chat = open(t, chatApi)
  const frames = calls(chat, "onframe")
  assert.equal(chat.ping(), undefined)
  const message = { messageId: "m1" }
  chat.markAsRead(message)
  message.messageId = "changed while it waited"
  const joined = chat.joinRoom({ roomId: "a" })
  chat.ping()
  await joined
  chat.ping()
  const sent = frames.seen.filter(([direction]) => direction === "out").map(([, text]) => text)
  assert.deepEqual(sent.slice(1), ["m:ChatApi.ping::", 'm:ChatApi.markAsRead::{"messageId":"m1"}',
    'r:ChatApi.joinRoom:1:{"roomId":"a"}', "m:ChatApi.ping::", "m:ChatApi.ping::"])
})

test("a message whose first connection fails is dropped, and the console says so", async (t) => {
  const log = quiet(t)
  const chat = open(t, chatApi)
  chat.ping()
  chat.close()
  await assert.rejects(chat.opened(), serverError(/is closed/))
  assert.deepEqual(log.mock.calls.map(({ arguments: [text, error] }) => [text, error.message]),
    [["Dropped ChatApi.ping:", "The client of ChatApi was closed"]])
  assert.throws(() => chat.ping(), serverError(/is closed/))
})

test("an input that is no JSON fails its own call", async (t) => {
  const chat = open(t, chatApi)
  const loop = {}
  loop.loop = loop
  await assert.rejects(chat.joinRoom(loop), TypeError)
  assert.throws(() => chat.markAsRead(loop), TypeError)
  await chat.opened()
  await assert.rejects(chat.joinRoom(loop), TypeError)
  assert.throws(() => chat.markAsRead(loop), TypeError)
  assert.deepEqual(await chat.joinRoom({ roomId: "a" }), { joined: true })
})

test("a request without an answer in time fails, and its late answer is passed over", async (t) => {
  const chat = open(t, chatApi, {}, { requestTimeout: 100 })
  await assert.rejects(chat.slow({ millis: 300 }), serverError(/^Request timeout$/))
  const frames = calls(chat, "onframe")
  assert.match((await frames.next())[1], /^s:ChatApi.slow:1:/)
  assert.deepEqual(await chat.joinRoom({ roomId: "a" }), { joined: true })
})

test("a request may take as long as it likes", async (t) => {
  const chat = open(t, chatApi, {}, { requestTimeout: Infinity })
  assert.deepEqual(await chat.slow({ millis: 50 }), { millis: 50 })
})

test("what is not answered, in time or before a loss, has an error of its own that is a SERVER_ERROR still", async (t) => {
  const chat = open(t, chatApi, {}, { requestTimeout: 100 })
  const late = await chat.slow({ millis: 5_000 }).catch((error) => error)
  assert.ok(late instanceof RequestTimeoutError && !(late instanceof ConnectionClosedError))
  const call = chat.slow({ millis: 5_000 })
  chat.close(4000, "gone")
  const lost = await call.catch((error) => error)
  assert.ok(lost instanceof ConnectionClosedError && !(lost instanceof RequestTimeoutError))
  assert.ok(lost.cause instanceof WsError)
  assert.deepEqual([lost.cause.code, lost.cause.reason], [4000, "gone"])
  for (const [error, message] of [[late, "Request timeout"], [lost, "Socket connection closed!"]]) {
    assert.ok(chatApi.isError(error) && error instanceof ContractError)
    const { name, type, code, details, ref } = error
    assert.deepEqual({ name, type, code, message: error.message, details, ref },
      { name: "ContractError", type: "SERVER_ERROR", code: 500, message, details: undefined, ref: undefined })
  }
})

test("a SERVER_ERROR of the server is neither of the two of this side", async (t) => {
  const error = await open(t, chatApi).joinRoom({ roomId: "crash" }).catch((thrown) => thrown)
  assert.equal(error.type, "SERVER_ERROR")
  assert.ok(!(error instanceof RequestTimeoutError) && !(error instanceof ConnectionClosedError))
})

test("close() fails what waits for an answer", async (t) => {
  const chat = open(t, chatApi)
  await chat.opened()
  const call = chat.slow({ millis: 5_000 })
  chat.close()
  await assert.rejects(call, serverError(/^Socket connection closed!$/))
  assert.equal(chat.state, "closed")
  await assert.rejects(chat.slow({ millis: 0 }), serverError(/is closed/))
  await assert.rejects(chat.opened(), serverError(/is closed/))
})

test("close() tells the server code and reason, and takes no code that is not for applications", async (t) => {
  const told = []
  class Recorded extends WebSocket {
    close(...args) {
      told.push(args)
      super.close(...args)
    }
  }
  const chat = open(t, chatApi, {}, { WebSocket: Recorded })
  await chat.opened()
  for (const code of [1001, 2999, 5000, 4000.5, "4000", "3000"]) assert.throws(() => chat.close(code), RangeError)
  assert.throws(() => chat.close(4000, "ä".repeat(62)), RangeError)
  assert.equal(chat.state, "open")
  chat.close(4000, "enough")
  chat.close(4002, "twice")
  assert.equal(chat.state, "closed")
  assert.deepEqual(told, [[4000, "enough"]])
})

for (const code of [1000, 3000, 3999, 4000, 4999]) {
  test(`a client may close with ${code}`, async (t) => {
    const chat = open(t, chatApi)
    await chat.opened()
    chat.close(code, "why")
    assert.equal(chat.state, "closed")
  })
}

test("teardown() waits for unfinished calls and sends no new ones", async (t) => {
  const chat = open(t, chatApi)
  await chat.opened()
  const call = chat.slow({ millis: 200 })
  const closed = chat.teardown()
  await assert.rejects(chat.slow({ millis: 0 }), serverError(/about to close/))
  assert.deepEqual(await call, { millis: 200 })
  await Promise.all([closed, chat.teardown()])
  assert.equal(chat.state, "closed")
})

test("teardown() waits for the answers of this side, too", async (t) => {
  const chat = open(t, chatApi)
  const asked = resolvers()
  const answer = resolvers()
  chat.on({ areYouThere: () => asked.resolve() ?? answer.promise })
  chat.check().catch(() => {})
  await asked.promise
  const closed = chat.teardown()
  assert.equal(chat.state, "open")
  answer.resolve(true)
  await closed
  assert.equal(chat.state, "closed")
})

function resolvers() {
  const made = {}
  made.promise = new Promise((resolve) => made.resolve = resolve)
  return made
}

/** The answers of this side. */
function answersOf(frames) {
  return frames.seen.map(([, text]) => text.split(/^s:ChatApi.areYouThere:[^:]*:/)[1]).filter(Boolean).map(JSON.parse)
}

test("the server asks, and the latest listener answers", async (t) => {
  const chat = open(t, chatApi)
  chat.on({ areYouThere: async () => true })
  const remove = chat.on({ areYouThere: () => false })
  chat.on({ newMessage() {} })
  assert.equal(await chat.check(), false)
  remove()
  assert.equal(await chat.check(), true)
})

test("a request of the server that nobody handles is answered ROUTE_NOT_FOUND", async (t) => {
  const chat = open(t, chatApi)
  const frames = calls(chat, "onframe")
  await assert.rejects(chat.check())
  const [{ type, statusCode, context }] = answersOf(frames)
  assert.deepEqual([type, statusCode], ["ROUTE_NOT_FOUND", 404])
  assert.equal(context.displayMessage, "Route not found: ChatApi.areYouThere")
})

test("nothing of an error that is not declared crosses the wire", async (t) => {
  const log = quiet(t)
  const chat = open(t, chatApi)
  const frames = calls(chat, "onframe")
  chat.on({ areYouThere() { throw new ContractError("ROOM_FULL", { message: "secret", details: "secret" }) } })
  await assert.rejects(chat.check(), (error) => error.type === "SERVER_ERROR")
  chat.on({ async areYouThere() { throw new Error("secret") } })
  await assert.rejects(chat.check(), (error) => error.type === "SERVER_ERROR")
  assert.equal(answersOf(frames).length, 2)
  for (const { type, statusCode, data, context } of answersOf(frames)) {
    assert.equal(data, undefined)
    assert.deepEqual([type, statusCode, context.displayMessage], ["SERVER_ERROR", 500, undefined])
    assert.match(context.ref, /^ERR_REF_[0-9a-v]{16}$/)
    assert.ok(log.mock.calls.some(({ arguments: [text] }) => text.includes(context.ref)), "the log repeats the reference")
  }
})

test("a hook or a listener that throws harms nobody else", async (t) => {
  const log = quiet(t)
  const chat = open(t, chatApi)
  const messages = chat.messages("newMessage")
  chat.onstate = chat.onopen = chat.onframe = () => { throw new Error("of the user") }
  chat.on({ newMessage() { throw new Error("of the user") } })
  chat.on({ async newMessage() { throw new Error("of the user") } })
  await chat.sendMessage({ text: "after a throw", channelId: "general" })
  assert.equal((await messages.next()).value.text, "after a throw")
  assert.ok(log.mock.calls.length >= 5)
})

test("path variables and query reach the server as they are", async (t) => {
  const room = "a/b ü%2F?#:\u{1F600}"
  const token = "x&y=z +%"
  const chat = open(t, roomsApi, { room }, { query: { token, absent: undefined, none: null } })
  assert.deepEqual(await chat.receive(), { type: "typing", data: { userId: token, channelId: room } })
})

test("a query can be made anew for each attempt", async (t) => {
  const chat = open(t, roomsApi, { room: "a" }, { query: async () => ({ token: "later" }) })
  assert.equal((await chat.receive()).data.userId, "later")
})

test("the URL may be of scheme http and end with a slash", async (t) => {
  const chat = open(t, chatApi, {}, { url: () => new URL(process.env.GREST_SERVER.replace("ws:", "http:") + "/") })
  await chat.opened()
})

test("a path variable without a value, or that there is none of, is refused at once", () => {
  const url = process.env.GREST_SERVER
  for (const path of [{}, { room: "" }, { room: undefined }, { room: null }, Object.create({ room: "inherited" })]) {
    assert.throws(() => roomsApi(path, { url }), { name: "TypeError", message: /needs the path variable room/ })
  }
  assert.throws(() => roomsApi({ room: "a", rom: "b" }, { url }), { name: "TypeError", message: /no path variable rom/ })
  for (const room of [".", ".."]) assert.throws(() => roomsApi({ room }, { url }), { name: "TypeError", message: /dots/ })
  assert.throws(() => chatApi(), { name: "TypeError", message: /set the option url/ })
})

test("an unknown method is refused at once", (t) => {
  const chat = open(t, chatApi)
  assert.throws(() => chat.on({ newMesage() {} }), { name: "TypeError", message: /calls no newMesage/ })
  assert.throws(() => chat.messages("areYouThere"), { name: "TypeError", message: /sends no message areYouThere/ })
})
