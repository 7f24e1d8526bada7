// Streams that calls of this side take.
import assert from "node:assert/strict"
import { test } from "node:test"
import { market as open, OK, plain, take } from "./market.js"
import { ConnectionClosedError, ContractError, RequestTimeoutError } from "./runtime.js"
import { until } from "./support.js"

/** An endless stream that says what becomes of it. */
function counting() {
  const seen = { asked: 0, returned: 0 }
  const iterator = {
    next: async () => ({ value: ++seen.asked, done: false }),
    return: async () => ({ value: seen.returned++, done: true }),
    [Symbol.asyncIterator]: () => iterator
  }
  return { seen, iterator }
}

/** Let a call fail when its test ends. */
const quiet = (call) => call.catch(() => {})

async function* ofArray(...items) {
  yield* items
}

test("a call sends a stream as far as it has credit, and its end", async (t) => {
  const { market, wire, frames } = await open(t)
  const receipt = market.upload(ofArray({ a: 1 }, "a:b;c", null, undefined))
  assert.deepEqual(await frames(), ["r:MarketApi.upload:1;in=1:"])
  wire.receive("q::1:1")
  assert.deepEqual(await frames(), ['n::1:{"a":1}'])
  wire.receive("q::1:1", "q:MarketApi.upload:1:01", "q::1:1")
  assert.deepEqual(await frames(), ['n::1:"a:b;c"', "n::1:null", "n::1:null", "n::1;e=1:"])
  wire.receive('s:MarketApi.upload:1:{"success":true,"type":"OK","data":4}')
  assert.equal(await receipt, 4)
  assert.deepEqual(await frames(), [])
})

test("the end needs no credit", async (t) => {
  const { market, wire, frames } = await open(t)
  quiet(market.upload([]))
  quiet(market.upload(new Set([1])))
  assert.deepEqual(await frames(), ["r:MarketApi.upload:1;in=1:", "r:MarketApi.upload:2;in=1:", "n::1;e=1:"])
  wire.receive("q::2:1")
  assert.deepEqual(await frames(), ["n::2:1", "n::2;e=1:"])
})

test("a payload precedes a stream, and options follow it", async (t) => {
  const { market, frames } = await open(t)
  quiet(market.put({ name: "a" }, ["x"], { timeout: 60_000 }))
  quiet(market.upload(["x"], { timeout: 500 }))
  take(market.talk(["x"], { window: 4, timeout: 500 }))
  assert.deepEqual(await frames(), ['r:MarketApi.put:1;in=1;dl=60000:{"name":"a"}', "r:MarketApi.upload:2;in=1;dl=500:",
    "r:MarketApi.talk:3;cr=4;in=1;dl=500:"])
})

test("items go both ways", async (t) => {
  const { market, wire, frames } = await open(t)
  const taken = take(market.talk(ofArray("a", "b")))
  assert.deepEqual(await frames(), ["r:MarketApi.talk:1;cr=64;in=1:"])
  wire.receive("q::1:32", "n::1:1")
  assert.deepEqual(await frames(), ['n::1:"a"', 'n::1:"b"', "n::1;e=1:"])
  wire.receive("n::1:2", `s:MarketApi.talk:1:${OK}`)
  assert.deepEqual(await taken, { taken: [1, 2], error: undefined })
  assert.deepEqual(await frames(), [])
})

test("one item is asked for ahead of its credit, and no other", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  quiet(market.upload(iterator))
  await frames()
  assert.equal(seen.asked, 1)
  wire.receive("q::1:2")
  assert.deepEqual(await frames(), ["n::1:1", "n::1:2"])
  assert.equal(seen.asked, 3)
})

test("an error of a stream is that of the call, if it is declared", async (t) => {
  const { market, frames } = await open(t)
  quiet(market.upload((async function* () {
    throw new ContractError("FULL", { code: 507, message: "No room", details: { left: 0 } })
  })()))
  const [, failure] = await frames()
  const { context, ...error } = JSON.parse(failure.slice("n::1;x=1:".length))
  assert.ok(failure.startsWith("n::1;x=1:"))
  assert.deepEqual(error, { success: false, type: "FULL", data: { left: 0 }, statusCode: 507 })
  assert.equal(context.displayMessage, "No room")
})

test("another error of a stream tells nothing, and is logged", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { market, wire, frames } = await open(t)
  const call = market.put(1, (function* () {
    yield 1
    throw new Error("secret-detail")
  })())
  await frames()
  wire.receive("q::1:5")
  const sent = await frames()
  assert.deepEqual(sent.map(plain), ["n::1:1", 'n::1;x=1:{"success":false,"type":"SERVER_ERROR","statusCode":500'])
  assert.doesNotMatch(sent[1], /secret/)
  assert.match(log.mock.calls[0].arguments.join(" "), /MarketApi.put failed, ERR_REF_.*secret-detail/)
  wire.receive('s:MarketApi.put:1:{"success":false,"type":"SERVER_ERROR","statusCode":500}')
  await assert.rejects(call, { type: "SERVER_ERROR" })
  assert.equal(log.mock.callCount(), 1)
})

for (const [name, value, type] of [["is no JSON", 1n, "SERVER_ERROR"], ["is too long", "a".repeat(65_536), "PAYLOAD_TOO_LARGE"]]) {
  test(`an item that ${name} ends its stream, which is left`, async (t) => {
    t.mock.method(console, "error", () => {})
    const { market, wire, frames } = await open(t)
    const { seen, iterator } = counting()
    market.upload(Object.assign(iterator, { next: async () => ({ value, done: false }) }))
    await frames()
    wire.receive("q::1:5")
    const [sent, ...more] = await frames()
    assert.match(sent, new RegExp(`^n::1;x=1:\\{"success":false,"type":"${type}"`))
    assert.deepEqual(more, [])
    assert.equal(seen.returned, 1)
    wire.receive("q::1:5", `s:MarketApi.upload:1:${OK}`)
    assert.deepEqual(await frames(), [])
    assert.equal(seen.returned, 1)
  })
}

test("an error that is too long itself is said so", async (t) => {
  const { market, frames } = await open(t)
  quiet(market.upload((function* () {
    throw new ContractError("FULL", { details: "a".repeat(65_536) })
  })()))
  assert.match((await frames())[1], /^n::1;x=1:\{"success":false,"type":"PAYLOAD_TOO_LARGE"/)
})

test("a stream that is none fails its call alone", async (t) => {
  const { market, frames } = await open(t)
  for (const none of [undefined, null, 7, {}]) await assert.rejects(market.upload(none), TypeError)
  assert.deepEqual(await frames(), [])
})

test("the answer leaves a stream that has not ended", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  const call = market.upload(iterator)
  await frames()
  wire.receive("q::1:1", 's:MarketApi.upload:1:{"success":true,"type":"OK","data":0}')
  assert.equal(await call, 0)
  assert.deepEqual(await frames(), [])
  assert.equal(seen.returned, 1)
})

test("the server leaves a stream, and its answer follows", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  const call = market.upload(iterator)
  await frames()
  wire.receive("q::1:1")
  assert.deepEqual(await frames(), ["n::1:1"])
  wire.receive("z::1:", "q::1:5", "z::1:")
  assert.deepEqual(await frames(), [])
  assert.equal(seen.returned, 1)
  wire.receive('s:MarketApi.upload:1:{"success":true,"type":"OK","data":1}')
  assert.equal(await call, 1)
})

test("a stream that waits for its next item is left all the same", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { market, wire, frames } = await open(t)
  let fail
  let returned = 0
  const call = market.upload({ [Symbol.asyncIterator]: () => ({
    next: () => new Promise((_, reject) => fail = reject),
    return: () => returned++
  }) })
  await frames()
  wire.receive("z::1:")
  assert.equal(returned, 1)
  fail(new Error("left"))
  assert.deepEqual(await frames(), [])
  wire.receive(`s:MarketApi.upload:1:${OK}`)
  await call
  assert.equal(log.mock.callCount(), 0)
})

test("a signal leaves a stream and cancels its call", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  const controller = new AbortController()
  const call = market.upload(iterator, { signal: controller.signal })
  await frames()
  controller.abort()
  await assert.rejects(call, { name: "AbortError" })
  wire.receive("q::1:5")
  assert.deepEqual(await frames(), ["z::1:"])
  assert.equal(seen.returned, 1)
})

test("leaving the answer leaves the stream", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  const answer = market.talk(iterator)[Symbol.asyncIterator]()
  const first = answer.next()
  await frames()
  wire.receive("n::1:1")
  await first
  await answer.return()
  wire.receive("q::1:5")
  assert.deepEqual(await frames(), ["z::1:"])
  assert.equal(seen.returned, 1)
})

test("the loss of the connection leaves a stream", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  const call = market.upload(iterator)
  await frames()
  wire.onclose({ code: 1006, reason: "" })
  await assert.rejects(call, ConnectionClosedError)
  assert.equal(seen.returned, 1)
})

for (const credit of ["0", "00", "-1", "+1", "10000000000", "", "1.5", " 1", "a"]) {
  test(`credit of "${credit}" fails the call`, async (t) => {
    const { market, wire, frames } = await open(t)
    const { seen, iterator } = counting()
    const call = market.upload(iterator)
    await frames()
    wire.receive(`q::1:${credit}`, "q::1:5")
    await assert.rejects(call, { name: "ContractError", type: "BAD_REQUEST", code: 400 })
    assert.deepEqual(await frames(), ["z::1:"])
    assert.equal(seen.returned, 1)
  })
}

test("a call with a stream has no timeout but its own", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { market, frames } = await open(t, { heartbeat: false, requestTimeout: 1_000 })
  const { seen, iterator } = counting()
  let isOpen = true
  quiet(market.upload(iterator).catch(() => {}).finally(() => isOpen = false))
  const timed = market.upload([1], { timeout: 2_000 })
  await frames()
  t.mock.timers.tick(2_000)
  await assert.rejects(timed, RequestTimeoutError)
  assert.deepEqual([isOpen, seen.returned], [true, 0])
  assert.deepEqual(await frames(), ["z::2:"])
})

test("without limits of credit a stream lets other code run", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  quiet(market.upload(iterator))
  await frames()
  wire.receive("q::1:2147483647", "q::1:9999999999")
  await until(() => seen.asked > 100)
  wire.receive("z::1:")
  const { asked } = seen
  assert.deepEqual((await frames()).slice(0, 2), ["n::1:1", "n::1:2"])
  assert.ok(seen.asked <= asked + 1)
})

test("a stream waits for a socket that has much to send", async (t) => {
  const { market, wire, frames } = await open(t)
  const { seen, iterator } = counting()
  wire.bufferedAmount = 2_000_000
  quiet(market.upload(iterator))
  await frames()
  wire.receive("q::1:1000")
  await frames()
  assert.equal(seen.asked, 16)
  wire.bufferedAmount = 0
  await until(() => seen.asked > 16)
})
