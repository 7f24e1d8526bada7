import assert from "node:assert/strict"
import { test } from "node:test"
import { items, OK, plain, take } from "./market.js"
import { ConnectionClosedError, NotConnectedError, RequestTimeoutError } from "./runtime.js"
import { grant, resuming, turns, until } from "./resuming.js"
import { calls as hook, reach } from "./support.js"

const answer = (id, data) => `s:MarketApi.ask:${id}:{"success":true,"type":"OK","data":${data}}`
const sent = { constructor: ConnectionClosedError, message: "Socket connection closed!", mayHaveRun: true }
const unsent = { constructor: NotConnectedError, message: "The session of MarketApi has ended, and this was not sent",
  mayHaveRun: false }

/** Fails unless a promise is rejected so, whenever that is. */
const fails = (promise, { constructor, ...like }) => assert.rejects(promise, (error) => {
  assert.ok(error instanceof constructor, `${error}`)
  for (const [key, value] of Object.entries(like)) assert.equal(error[key], value)
  return true
})

/** A client that has lost its first socket, and whose next attempt is due when it is asked for. */
async function away(t, { ttl, prepare = () => {}, ...options } = {}) {
  const all = resuming(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000 }, ...options })
  const wire = await all.linked(grant("new", { ttl }))
  const prepared = await prepare(all.client, wire)
  await turns()
  wire.frames
  wire.drop()
  const back = (...terms) => {
    all.client.forceReconnect()
    return all.linked(grant(...terms))
  }
  return { ...all, wire, back, prepared }
}

test("a call that is not answered gets its answer over the next socket", async (t) => {
  const { prepared, back } = await away(t, { prepare: (client) => [client.ask("a")] })
  const wire = await back("same", { received: 1 })
  assert.deepEqual(wire.frames, ["a::0:"])
  wire.receive(answer(1, 7))
  assert.equal(await prepared[0], 7)
})

test("calls and messages wait for the session, and are sent in order", async (t) => {
  const { client, back } = await away(t)
  assert.equal(client.state, "disconnected")
  const calls = [client.ask("a"), client.tell("b"), client.ask("c")]
  await turns()
  const wire = await back("same")
  assert.deepEqual(wire.frames, ["a::0:", 'r:MarketApi.ask:1:"a"', 'm:MarketApi.tell::"b"', 'r:MarketApi.ask:2:"c"'])
  wire.receive(answer(1, 1), answer(2, 2))
  assert.deepEqual(await Promise.all([calls[0], calls[2]]), [1, 2])
})

test("calls wait through attempts that fail, opened() does not", async (t) => {
  const { client, next, linked } = resuming(t, { reconnect: { baseDelay: 1, maxDelay: 1, jitter: 0 } })
  const wire = await linked(grant())
  const states = hook(client, "onstate")
  wire.drop()
  const call = client.ask("a")
  const opened = assert.rejects(client.opened(), { code: 1006 })
  const second = await next()
  second.drop()
  await opened
  const third = await linked(grant("same", { token: "t2" }))
  assert.deepEqual(states.seen, ["disconnected", "connecting", "disconnected", "connecting", "open"])
  assert.deepEqual(third.frames, ["a::0:", 'r:MarketApi.ask:1:"a"'])
  third.receive(answer(1, 1))
  assert.equal(await call, 1)
})

test("an input is that of the time of the call", async (t) => {
  const { client, back } = await away(t)
  const input = { text: "a" }
  client.tell(input)
  input.text = "b"
  const wire = await back("same")
  assert.deepEqual(wire.frames, ["a::0:", 'm:MarketApi.tell::{"text":"a"}'])
})

test("with a new session calls fail, and say whether they may have run", async (t) => {
  const { client, prepared, back, lost } = await away(t, { prepare: (market) => [fails(market.ask("a"), sent)] })
  const waiting = fails(client.ask("b"), unsent)
  client.tell("c")
  client.tell({ text: "d" })
  const wire = await back("new", { token: "t2" })
  await Promise.all([prepared[0], waiting])
  assert.deepEqual(wire.frames, ["a::0:"])
  assert.deepEqual(lost.seen, [{ method: "tell", input: "c", why: "not-sent" },
    { method: "tell", input: { text: "d" }, why: "not-sent" }])
  void client.ask("e").catch(() => {})
  await turns()
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:2:"e"'])
})

test("with a clean session what was sent fails, what waited is sent", async (t) => {
  const { client, prepared, back, opened, lost } = await away(t, { prepare: (market) => [fails(market.ask("a"), sent)] })
  const waiting = client.ask("b")
  client.tell("c")
  const wire = await back("clean", { token: "t2" })
  await prepared[0]
  assert.deepEqual(wire.frames, ["a::0:", 'r:MarketApi.ask:2:"b"', 'm:MarketApi.tell::"c"'])
  wire.receive(answer(2, 1))
  assert.equal(await waiting, 1)
  assert.deepEqual(opened.seen.at(-1), { session: "clean", resumed: "complete" })
  assert.deepEqual(lost.seen, [])
})

test("a server that has forgotten the extension fails calls too", async (t) => {
  const { client, prepared, linked } = await away(t, { prepare: (market) => [fails(market.ask("a"), sent)] })
  const waiting = fails(client.ask("b"), unsent)
  client.forceReconnect()
  const wire = await linked("k:::null")
  await Promise.all([prepared[0], waiting])
  wire.receive('m:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, [])
})

test("messages that are not sent go to the console where nobody listens", async (t) => {
  const errors = t.mock.method(console, "error", () => {}).mock
  const { client, back } = await away(t)
  client.onlost = null
  client.tell("c")
  await back("new")
  assert.equal(errors.calls[0].arguments[0], "Dropped MarketApi.tell:")
})

test("nothing waits for longer than the server keeps the session", async (t) => {
  const { client, prepared, back, lost } = await away(t, { ttl: 30, prepare: (market) => [fails(market.ask("a"), sent)] })
  const waiting = fails(client.ask("b"), unsent)
  client.tell("c")
  await Promise.all([prepared[0], waiting])
  assert.deepEqual(lost.seen, [{ method: "tell", input: "c", why: "not-sent" }])
  assert.throws(() => client.tell("d"), { message: /has lost its connection/, mayHaveRun: false })
  await fails(client.ask("e"), { constructor: NotConnectedError, mayHaveRun: false })
  // The server has kept it all the same.
  const wire = await back("same", { received: 0 })
  assert.deepEqual(wire.frames, ["a::0:", "z::1:", "z::1:"])
})

test("a call that waits has its own time, of which it has used some when it is sent", async (t) => {
  let now = 0
  t.mock.method(performance, "now", () => now)
  const { client, back } = await away(t, { requestTimeout: 40 })
  const aborted = new AbortController()
  const late = [
    fails(client.ask("a"), { constructor: RequestTimeoutError, mayHaveRun: false }),
    fails(client.ask("b", { timeout: 20 }), { constructor: RequestTimeoutError, mayHaveRun: false }),
    assert.rejects(client.ask("c", { signal: aborted.signal }), { message: "left" })
  ]
  const call = client.ask("d", { timeout: 5_000 })
  aborted.abort(new Error("left"))
  await Promise.all(late)
  now = 1_000
  const wire = await back("same")
  assert.deepEqual(wire.frames, ["a::0:", 'r:MarketApi.ask:1;dl=4000:"d"'])
  wire.receive(answer(1, 1))
  await call
})

test("a stream goes on over the next socket", async (t) => {
  const { prepared, back, wire: first } = await away(t, {
    async prepare(market, wire) {
      const taken = take(market.watch("x"))
      await turns()
      wire.receive(...items(1, 1, 3))
      return { taken }
    }
  })
  assert.equal(first.sent.at(-1), 'r:MarketApi.watch:1;cr=64:"x"')
  const wire = await back("same", { received: 1 })
  wire.receive(...items(1, 4, 50))
  await turns()
  assert.deepEqual(wire.frames, ["a::3:", "q::1:48"])
  wire.receive(`s:MarketApi.watch:1:${OK}`)
  const { taken, error } = await prepared.taken
  assert.deepEqual([taken.length, error], [50, undefined])
})

test("a stream of another session fails", async (t) => {
  const { prepared, back } = await away(t, { prepare: (market) => ({ taken: take(market.watch("x")) }) })
  await back("new")
  const { taken, error } = await prepared.taken
  assert.deepEqual(taken, [])
  assert.deepEqual([error.constructor, error.mayHaveRun], [ConnectionClosedError, true])
})

test("items of an input wait for the next socket", async (t) => {
  const { prepared, back, wire: first } = await away(t, {
    async prepare(market, wire) {
      const receipt = market.upload([1, 2, 3, 4])
      await turns()
      wire.receive("q::1:1")
      await turns()
      return { receipt }
    }
  })
  assert.deepEqual(first.sent.slice(-2), ["r:MarketApi.upload:1;in=1:", "n::1:1"])
  const wire = await back("same", { received: 2 })
  wire.receive("q::1:9")
  await until(() => wire.sent.includes("n::1;e=1:"))
  assert.deepEqual(wire.frames, ["a::1:", "n::1:2", "n::1:3", "n::1:4", "n::1;e=1:"])
  wire.receive(`s:MarketApi.upload:1:{"success":true,"data":4}`)
  assert.equal(await prepared.receipt, 4)
})

test("items wait while the buffer is full, and push nothing out", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  const receipt = client.upload(Array.from({ length: 2_000 }, (_, i) => i))
  await turns()
  wire.receive("q::1:2000")
  await until(() => wire.sent.includes("n::1:1022"))
  await turns()
  assert.equal(wire.sent.at(-1), "n::1:1022")
  wire.receive("a::1024:")
  await until(() => wire.sent.includes("n::1:1999") || wire.sent.includes("n::1:2046"))
  wire.receive("a::2000:")
  await until(() => wire.sent.includes("n::1;e=1:"))
  wire.receive('s:MarketApi.upload:1:{"success":true,"data":2000}')
  assert.equal(await receipt, 2_000)
})

test("a handler of this side goes on, and its answer waits", async (t) => {
  const { prepared, back } = await away(t, {
    async prepare(market, wire) {
      const running = {}
      running.promise = new Promise((resolve) => running.resolve = resolve)
      market.on({ asked: (input, { signal }) => running.promise.then(() => [input, signal.aborted]) })
      wire.receive("r:MarketApi.asked:~1:5")
      return running
    }
  })
  prepared.resolve()
  const wire = await back("same")
  await until(() => wire.sent.length > 2)
  assert.deepEqual(wire.frames, ["a::1:", 's:MarketApi.asked:~1:{"success":true,"type":"OK","data":[5,false]}'])
})

test("a handler of this side ends with its session", async (t) => {
  const { prepared, back } = await away(t, {
    prepare(market, wire) {
      const aborted = new Promise((resolve) => market.on({
        asked: (_, { signal }) => {
          signal.addEventListener("abort", resolve)
          return new Promise(() => {})
        }
      }))
      wire.receive("r:MarketApi.asked:~1:5")
      return { aborted }
    }
  })
  const wire = await back("new")
  await prepared.aborted
  await turns()
  wire.receive("r:MarketApi.asked:~1:5")
  assert.deepEqual(wire.frames.map(plain), ["a::0:"])
})

test("close() while away fails all, and is the end of it", async (t) => {
  const { client, prepared, wires, lost } = await away(t, { prepare: (market) => [fails(market.ask("a"), sent)] })
  const errors = t.mock.method(console, "error", () => {}).mock
  const states = hook(client, "onstate")
  const waiting = assert.rejects(client.ask("b"), { name: "WsError", message: /was closed/ })
  client.tell("c")
  client.close()
  await Promise.all([prepared[0], waiting])
  await reach(states, "closed")
  await turns()
  assert.equal(errors.calls.length, 1)
  assert.deepEqual([lost.seen, wires.length], [[], 1])
})

test("a code that is final fails all", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  const call = fails(client.ask("a"), sent)
  wire.drop(4100)
  await call
  assert.equal(client.state, "closed")
})

test("teardown() of a client that loses its socket meanwhile fails what is not answered", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  const call = fails(client.ask("a"), sent)
  await turns()
  const closed = client.teardown()
  wire.drop()
  await Promise.all([call, closed])
  assert.equal(client.state, "closed")
})
