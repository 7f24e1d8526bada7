import assert from "node:assert/strict"
import { test } from "node:test"
import { again } from "./again.js"
import { definition as marketDefinition, OK, take } from "./market.js"
import { resume } from "./resume.js"
import { grant, resuming, turns } from "./resuming.js"
import { ConnectionClosedError, NotConnectedError, RequestTimeoutError, socketApi } from "./runtime.js"

const repeated = { ...marketDefinition, again: again({ calls: ["ask"], streams: { watch: "after" } }) }
const api = socketApi(repeated)
const resumingApi = socketApi({ ...repeated, resume })

const ACCEPTED = 'k:::{"extensions":["limits","streams"],"maxFrameSize":65536}'
const answer = (id, data) => `s:MarketApi.ask:${id}:{"success":true,"type":"OK","data":${data}}`
const item = (id, number) => `n::${id}:{"id":"i${number}","value":${number}}`
const end = (id) => `s:MarketApi.watch:${id}:${OK}`
const values = ({ taken, error }) => ({ taken: taken.map(({ value }) => value), error })

/** A client without sessions, connected once. */
async function connected(t, options = {}) {
  const all = resuming(t, { api, ...options })
  return { ...all, wire: await all.linked(ACCEPTED) }
}

test("a call that may run twice is made again on the next connection", async (t) => {
  const { client, wire, linked } = await connected(t)
  const input = { text: "a" }
  const asked = client.ask(input)
  input.text = "changed"
  await turns()
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:{"text":"a"}'])
  wire.drop()
  const second = await linked(ACCEPTED)
  assert.match(second.frames[0], /^r:MarketApi\.ask:1;dl=\d+:\{"text":"a"\}$/)
  second.drop()
  const third = await linked(ACCEPTED)
  third.receive(answer(1, 7))
  assert.equal(await asked, 7)
})

test("others are not", async (t) => {
  const { client, wire, linked } = await connected(t)
  const named = assert.rejects(client.names(), ConnectionClosedError)
  const all = take(client.all())
  await turns()
  wire.drop()
  await named
  assert.ok((await all).error instanceof ConnectionClosedError)
  const second = await linked(ACCEPTED)
  assert.deepEqual(second.frames, [])
})

test("a call is made again through attempts that fail", async (t) => {
  const { client, wire, next, linked } = await connected(t)
  const asked = client.ask("a")
  await turns()
  wire.drop()
  for (let attempt = 0; attempt < 3; attempt++) (await next()).drop()
  const last = await linked(ACCEPTED)
  last.receive(answer(1, 1))
  assert.equal(await asked, 1)
})

test("an answer, be it an error, ends it", async (t) => {
  const { client, wire, linked } = await connected(t)
  const asked = assert.rejects(client.ask("a"), { type: "SERVER_ERROR" })
  await turns()
  wire.receive('s:MarketApi.ask:1:{"success":false,"type":"SERVER_ERROR","statusCode":500}')
  await asked
  wire.drop()
  assert.deepEqual((await linked(ACCEPTED)).frames, [])
})

test("a call of a client that is not connected fails at once", async (t) => {
  const { client, wire } = await connected(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
  wire.drop()
  await assert.rejects(client.ask("a"), NotConnectedError)
})

test("a call is made again within its time only, and says that it may have run", async (t) => {
  const { client, wire } = await connected(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
  const asked = client.ask("a", { timeout: 30 })
  await turns()
  wire.drop()
  await assert.rejects(asked, (error) => error instanceof RequestTimeoutError && error.mayHaveRun)
})

test("a signal ends the wait", async (t) => {
  const { client, wire } = await connected(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
  const control = new AbortController()
  const asked = client.ask("a", { signal: control.signal })
  await turns()
  wire.drop()
  await turns()
  control.abort(new Error("left"))
  await assert.rejects(asked, { message: "left" })
})

test("a signal that is aborted as the connection is lost begins no wait", async (t) => {
  const { client, wire } = await connected(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
  const control = new AbortController()
  client.onclose = () => control.abort(new Error("left"))
  const asked = client.ask("a", { signal: control.signal, timeout: 1_000 })
  await turns()
  wire.drop()
  await assert.rejects(asked, { message: "left" })
})

test("the close of the client ends the wait", async (t) => {
  const { client, wire } = await connected(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
  const asked = client.ask("a")
  const watched = take(client.watch({ symbol: "ACME" }))
  await turns()
  wire.drop()
  await turns()
  client.close()
  await assert.rejects(asked, ConnectionClosedError)
  assert.ok((await watched).error instanceof ConnectionClosedError)
})

test("a call is made again after a session that is lost, once its client is prepared", async (t) => {
  let prepared
  const setup = () => new Promise((resolve) => prepared = resolve)
  const { client, linked } = resuming(t, { api: resumingApi, setup })
  const wire = await linked(grant())
  prepared()
  await turns()
  const asked = client.ask("a")
  await turns()
  wire.drop()
  const second = await linked(grant("new", { token: "t2" }))
  assert.deepEqual(second.frames, ["a::0:"])
  prepared()
  await turns()
  assert.match(second.frames[0], /^r:MarketApi\.ask:\d+;dl=\d+:"a"$/)
  second.receive(answer(2, 1))
  assert.equal(await asked, 1)
})

test("a call is not made again within a session", async (t) => {
  const { client, linked } = resuming(t, { api: resumingApi })
  const wire = await linked(grant())
  const asked = client.ask("a")
  await turns()
  wire.drop()
  const second = await linked(grant("same", { token: "t2", received: 1 }))
  assert.deepEqual(second.frames, ["a::0:"])
  second.receive(answer(1, 1))
  assert.equal(await asked, 1)
})

test("a stream goes on after the last item that has come", async (t) => {
  const { client, wire, linked } = await connected(t)
  const taken = take(client.watch({ symbol: "ACME", after: null }))
  await turns()
  assert.deepEqual(wire.frames, ['r:MarketApi.watch:1;cr=64:{"symbol":"ACME","after":null}'])
  wire.receive(item(1, 1), item(1, 2))
  await turns()
  wire.drop()
  const second = await linked(ACCEPTED)
  assert.deepEqual(second.frames, ['r:MarketApi.watch:1;cr=64:{"symbol":"ACME","after":"i2"}'])
  second.receive(item(1, 3), end(1))
  assert.deepEqual(values(await taken), { taken: [1, 2, 3], error: undefined })
})

test("a stream begins where its caller says if nothing has come", async (t) => {
  const { client, wire, linked } = await connected(t)
  const taken = take(client.watch({ symbol: "ACME", after: "i7" }))
  await turns()
  wire.drop()
  const second = await linked(ACCEPTED)
  assert.deepEqual(second.frames, ['r:MarketApi.watch:1;cr=64:{"symbol":"ACME","after":"i7"}'])
  second.receive(item(1, 8), end(1))
  assert.deepEqual(values(await taken), { taken: [8], error: undefined })
})

test("items that wait leave room for fewer, however often the connection is lost", async (t) => {
  const { client, wire, linked } = await connected(t)
  const iterator = client.watch({ symbol: "ACME" }, { window: 4 })[Symbol.asyncIterator]()
  const first = iterator.next()
  await turns()
  wire.receive(item(1, 1), item(1, 2), item(1, 3))
  assert.equal((await first).value.value, 1)
  wire.drop()
  const second = await linked(ACCEPTED)
  assert.deepEqual(second.frames, ['r:MarketApi.watch:1;cr=2:{"symbol":"ACME","after":"i3"}'])
  second.receive(item(1, 4), item(1, 5))
  second.drop()
  const third = await linked(ACCEPTED)
  assert.deepEqual(third.frames, ['r:MarketApi.watch:1:{"symbol":"ACME","after":"i5"}'])
  for (const number of [2, 3, 4]) assert.equal((await iterator.next()).value.value, number)
  assert.deepEqual(third.frames, ["q::1:3"])
  third.receive(item(1, 6), end(1))
  assert.equal((await iterator.next()).value.value, 5)
  assert.equal((await iterator.next()).value.value, 6)
  assert.equal((await iterator.next()).done, true)
})

test("a loop that is left begins nothing again", async (t) => {
  const { client, wire, linked } = await connected(t)
  for await (const { value } of {
    [Symbol.asyncIterator]() {
      const iterator = client.watch({ symbol: "ACME" })[Symbol.asyncIterator]()
      turns().then(() => wire.receive(item(1, 1)))
      return iterator
    }
  }) {
    assert.equal(value, 1)
    break
  }
  wire.drop()
  assert.deepEqual((await linked(ACCEPTED)).frames, [])
})

test("an error of the server ends a stream", async (t) => {
  const { client, wire, linked } = await connected(t)
  const taken = take(client.watch({ symbol: "ACME" }))
  await turns()
  wire.receive(item(1, 1), 's:MarketApi.watch:1:{"success":false,"type":"CLOSED","statusCode":409}')
  assert.equal((await taken).error.type, "CLOSED")
  wire.drop()
  assert.deepEqual((await linked(ACCEPTED)).frames, [])
})

test("a stream leaves a server that stops, and goes on with the next", async (t) => {
  const { client, linked } = resuming(t, { api: resumingApi })
  const wire = await linked(grant())
  const taken = take(client.watch({ symbol: "ACME" }))
  await turns()
  wire.receive(item(1, 1))
  await turns()
  wire.frames
  wire.receive('g:::{"after":1}')
  await turns()
  assert.deepEqual(wire.frames, ["a::1:", 'g:::{"sent":1}'])
  wire.receive('g:::{"receipt":"R"}')
  wire.drop(1001)
  const second = await linked(grant("clean", { token: "t2" }))
  assert.deepEqual(second.frames, ["a::0:", 'r:MarketApi.watch:2;cr=64:{"symbol":"ACME","after":"i1"}'])
  second.receive(item(2, 2), end(2))
  assert.deepEqual(values(await taken), { taken: [1, 2], error: undefined })
})
