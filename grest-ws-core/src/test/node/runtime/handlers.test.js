// Streams of the server's calls.
import assert from "node:assert/strict"
import { test } from "node:test"
import { items, market as open, marketApi, OK, plain } from "./market.js"
import { ContractError } from "./runtime.js"
import { over, settled } from "./wire.js"

const failure = (method, id, type, code) => `s:MarketApi.${method}:${id}:{"success":false,"type":"${type}","statusCode":${code}`

/** A handler of `ticks` that says what becomes of its stream. */
function ticking(market) {
  const seen = { asked: 0, returned: 0 }
  market.on({ ticks: (to, { signal }) => {
    seen.signal = signal
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: ++seen.asked, done: seen.asked > to }),
        return: async () => ({ value: seen.returned++, done: true })
      })
    }
  } })
  return seen
}

test("a handler answers with a stream as far as it has credit, and its end needs none", async (t) => {
  const { market, wire, frames } = await open(t)
  const seen = ticking(market)
  wire.receive("r:MarketApi.ticks:~1;cr=2:5")
  assert.deepEqual(await frames(), items("~1", 1, 2))
  wire.receive("q::~1:1", "q::~1:1")
  assert.deepEqual(await frames(), items("~1", 3, 4))
  wire.receive("q::~1:1")
  assert.deepEqual(await frames(), ["n::~1:5", `s:MarketApi.ticks:~1:${OK}`])
  wire.receive("q::~1:0", "z::~1:")
  assert.deepEqual(await frames(), [])
  assert.deepEqual([seen.returned, seen.signal.aborted], [0, false])
})

for (const credit of ["", ";cr=0", ";cr=-1", ";cr=10000000000", ";cr=a", ";cr=;cr=5"]) {
  test(`there is no credit in "${credit}"`, async (t) => {
    const { market, wire, frames } = await open(t)
    ticking(market)
    wire.receive(`r:MarketApi.ticks:~1${credit}:1`)
    assert.deepEqual(await frames(), [])
    wire.receive("q::~1:1")
    assert.deepEqual(await frames(), ["n::~1:1", `s:MarketApi.ticks:~1:${OK}`])
  })
}

for (const [name, answer] of Object.entries({
  "an array": () => [1, 2],
  "a promise of one": async () => new Set([1, 2]),
  "a generator": function* () { yield* [1, 2] },
  "an async generator": async function* () { yield* [1, 2] },
  "a stream of the platform": () => new ReadableStream({ start(controller) {
    controller.enqueue(1)
    controller.enqueue(2)
    controller.close()
  } })
})) {
  test(`a handler may answer with ${name}`, async (t) => {
    const { market, wire, frames } = await open(t)
    market.on({ ticks: answer })
    wire.receive("r:MarketApi.ticks:~1;cr=9:1")
    assert.deepEqual(await frames(), [...items("~1", 1, 2), `s:MarketApi.ticks:~1:${OK}`])
  })
}

test("a handler that answers with no stream fails", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { market, wire, frames } = await open(t)
  market.on({ ticks: () => 7 })
  wire.receive("r:MarketApi.ticks:~1;cr=9:1")
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "SERVER_ERROR", 500)])
  assert.equal(log.mock.callCount(), 1)
})

test("an error ends a stream after the items before it", async (t) => {
  t.mock.method(console, "error", () => {})
  const { market, wire, frames } = await open(t)
  market.on({ ticks: async function* (type) {
    yield 1
    throw new ContractError(type, { code: 409 })
  } })
  wire.receive('r:MarketApi.ticks:~1;cr=9:"HALTED"', 'r:MarketApi.ticks:~2;cr=9:"OTHER"')
  assert.deepEqual((await frames()).map(plain).sort(), ["n::~1:1", "n::~2:1", failure("ticks", "~1", "HALTED", 409),
    failure("ticks", "~2", "SERVER_ERROR", 500)])
})

test("an item that is too long ends its stream", async (t) => {
  const { market, wire, frames } = await open(t)
  let isLeft = false
  market.on({ ticks: async function* () {
    try {
      yield "a".repeat(65_536)
    } finally {
      isLeft = true
    }
  } })
  wire.receive("r:MarketApi.ticks:~1;cr=9:1")
  assert.match((await frames()).map(plain)[0], /^s:MarketApi.ticks:~1:\{"success":false,"type":"PAYLOAD_TOO_LARGE"/)
  assert.ok(isLeft)
})

test("the server cancels a stream, which is left and answered once", async (t) => {
  const { market, wire, frames } = await open(t)
  const seen = ticking(market)
  wire.receive("r:MarketApi.ticks:~1;cr=1:9")
  await frames()
  wire.receive("z::~1:", "z::~1:", "q::~1:5")
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "CANCELLED", 499)])
  assert.deepEqual([seen.returned, seen.signal.aborted], [1, true])
})

test("a stream that is cancelled before its handler has made it is left", async (t) => {
  const { market, wire, frames } = await open(t)
  let make
  let returned = 0
  market.on({ ticks: () => new Promise((resolve) => make = resolve) })
  wire.receive("r:MarketApi.ticks:~1;cr=1:9", "z::~1:")
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "CANCELLED", 499)])
  make({ [Symbol.iterator]: () => ({ next: () => assert.fail("asked"), return: () => returned++ }) })
  assert.deepEqual(await frames(), [])
  assert.equal(returned, 1)
})

for (const credit of ["0", "-1", "+1", "10000000000", ""]) {
  test(`credit of "${credit}" ends a stream of the server's call as a bad request`, async (t) => {
    const { market, wire, frames } = await open(t)
    const seen = ticking(market)
    wire.receive("r:MarketApi.ticks:~1;cr=1:9")
    await frames()
    wire.receive(`q::~1:${credit}`, "q::~1:5")
    assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "BAD_REQUEST", 400)])
    assert.deepEqual([seen.returned, seen.signal.aborted], [1, true])
  })
}

test("a stream ends at its deadline", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { market, wire, frames } = await open(t, { heartbeat: false })
  const seen = ticking(market)
  wire.receive("r:MarketApi.ticks:~1;cr=1;dl=700:9")
  assert.deepEqual(await frames(), ["n::~1:1"])
  t.mock.timers.tick(700)
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "DEADLINE_EXCEEDED", 504)])
  assert.equal(seen.returned, 1)
})

test("the loss of the connection leaves the streams of handlers", async (t) => {
  const { market, wire, frames } = await open(t)
  const seen = ticking(market)
  wire.receive("r:MarketApi.ticks:~1;cr=1:9")
  await frames()
  wire.onclose({ code: 1006, reason: "" })
  assert.deepEqual([seen.returned, seen.signal.aborted], [1, true])
})

test("64 streams of the server are open at most, until their handlers let go", async (t) => {
  const { market, wire, frames } = await open(t)
  const waiting = []
  market.on({ ticks: async function* () {
    await new Promise((resolve) => waiting.push(resolve))
  } })
  for (let number = 1; number <= 65; number++) wire.receive(`r:MarketApi.ticks:~${number}:1`)
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~65", "TOO_MANY_REQUESTS", 429)])
  wire.receive("z::~9:", "r:MarketApi.ticks:~66:1")
  assert.deepEqual((await frames()).map(plain),
    [failure("ticks", "~9", "CANCELLED", 499), failure("ticks", "~66", "TOO_MANY_REQUESTS", 429)])
  waiting[8]()
  await settled()
  wire.receive("r:MarketApi.ticks:~67:1")
  assert.deepEqual(await frames(), [])
})

// What they take

test("a handler takes a stream, for which it gives credit as it asks", async (t) => {
  const { market, wire, frames } = await open(t)
  let go
  const taken = []
  market.on({ collect: async (chunks, { signal }) => {
    assert.ok(signal instanceof AbortSignal)
    await new Promise((resolve) => go = resolve)
    for await (const chunk of chunks) taken.push(chunk)
    return taken.length
  } })
  wire.receive("r:MarketApi.collect:~1;in=1:")
  assert.deepEqual(await frames(), [])
  go()
  assert.deepEqual(await frames(), ["q::~1:32"])
  wire.receive(...items("~1", 1, 23))
  assert.deepEqual(await frames(), [])
  wire.receive("n::~1;foo=1:24", "n::~1:25")
  assert.deepEqual(await frames(), ["q::~1:24"])
  wire.receive("n::~1;e=1:", "n::~1:26", "n::~1;e=1:")
  assert.deepEqual(await frames(), ['s:MarketApi.collect:~1:{"success":true,"type":"OK","data":25}'])
  assert.deepEqual(taken, Array.from({ length: 25 }, (_, index) => index + 1))
})

test("a payload precedes the stream", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ keep: async (payload, chunks, { signal }) => {
    const { value } = await chunks.next()
    return [payload, value, signal.aborted]
  } })
  wire.receive('r:MarketApi.keep:~1;in=1:{"name":"a"}')
  assert.deepEqual(await frames(), ["q::~1:32"])
  wire.receive("n::~1:1")
  assert.deepEqual(await frames(), ['s:MarketApi.keep:~1:{"success":true,"type":"OK","data":[{"name":"a"},1,false]}'])
})

test("an end that arrives before the handler asks needs no credit", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ collect: async (chunks) => {
    await settled()
    for await (const chunk of chunks) assert.fail(chunk)
    return 0
  } })
  wire.receive("r:MarketApi.collect:~1;in=1:", "n::~1;e=1:")
  assert.deepEqual(await frames(), ['s:MarketApi.collect:~1:{"success":true,"type":"OK","data":0}'])
})

test("a handler that leaves its stream wants no more of it, and answers", async (t) => {
  const { market, wire, frames } = await open(t)
  let answer
  market.on({ collect: async (chunks) => {
    for await (const chunk of chunks) if (chunk === 2) break
    return new Promise((resolve) => answer = () => resolve("done"))
  } })
  wire.receive("r:MarketApi.collect:~1;in=1:")
  await frames()
  wire.receive(...items("~1", 1, 3))
  assert.deepEqual(await frames(), ["z::~1:"])
  wire.receive(...items("~1", 4, 40), "n::~1;e=1:", "n::~1:{")
  answer()
  assert.deepEqual(await frames(), ['s:MarketApi.collect:~1:{"success":true,"type":"OK","data":"done"}'])
})

const FULL = '{"success":false,"type":"FULL","data":{"left":0},"statusCode":507,"context":{"displayMessage":"No room"}}'

for (const [what, input, type, code] of [["declared", FULL, "FULL", 507], ["not declared", FULL.replace("FULL", "OTHER"), "SERVER_ERROR", 500],
  ["none", "{}", "SERVER_ERROR", 500], ["no JSON", "{", "SERVER_ERROR", 500], ["absent", "", "SERVER_ERROR", 500]]) {
  test(`a stream that fails with an error that is ${what} fails the handler`, async (t) => {
    const { market, wire, frames } = await open(t)
    const seen = []
    market.on({ collect: async (chunks) => {
      for await (const chunk of chunks) seen.push(chunk)
    } })
    wire.receive("r:MarketApi.collect:~1;in=1:")
    await frames()
    wire.receive("n::~1:1", `n::~1;x=1:${input}`, "n::~1:2")
    const [answer] = await frames()
    assert.match(answer, new RegExp(`^s:MarketApi.collect:~1:\\{"success":false,"type":"${type}",.*"statusCode":${code}`))
    assert.deepEqual(seen, [1])
  })
}

test("an item that is no JSON is answered VALIDATION_ERROR", async (t) => {
  const { market, wire, frames } = await open(t)
  let signal
  market.on({ collect: async (chunks, context) => {
    ({ signal } = context)
    for await (const chunk of chunks) assert.fail(chunk)
  } })
  wire.receive("r:MarketApi.collect:~1;in=1:")
  await frames()
  wire.receive("n::~1:{", "n::~1:1")
  assert.deepEqual((await frames()).map(plain), ['s:MarketApi.collect:~1:{"success":false,"type":"VALIDATION_ERROR",'
    + '"data":[{"path":"","code":"invalid.json","message":"is not JSON"}],"statusCode":422'])
  assert.ok(signal.aborted)
})

test("an item without credit is a bad request", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ collect: () => new Promise(() => {}) })
  wire.receive("r:MarketApi.collect:~1;in=1:", "n::~1:1", "n::~1:2", "n::~1;e=1:")
  assert.deepEqual((await frames()).map(plain), [failure("collect", "~1", "BAD_REQUEST", 400)])
})

test("the server's cancellation fails the stream that a handler takes", async (t) => {
  const { market, wire, frames } = await open(t)
  let caught
  market.on({ collect: async (chunks) => {
    try {
      for await (const chunk of chunks) assert.fail(chunk)
    } catch (error) {
      caught = error
      throw error
    }
  } })
  wire.receive("r:MarketApi.collect:~1;in=1:")
  await frames()
  wire.receive("z::~1:")
  assert.deepEqual((await frames()).map(plain), [failure("collect", "~1", "CANCELLED", 499)])
  assert.equal(caught.type, "CANCELLED")
})

test("items go both ways", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ mirror: async function* (chunks) {
    for await (const chunk of chunks) yield chunk
  } })
  wire.receive("r:MarketApi.mirror:~1;cr=2;in=1:")
  assert.deepEqual(await frames(), ["q::~1:32"])
  wire.receive(...items("~1", 1, 3))
  assert.deepEqual(await frames(), items("~1", 1, 2))
  wire.receive("q::~1:5", "n::~1;e=1:")
  assert.deepEqual(await frames(), ["n::~1:3", `s:MarketApi.mirror:~1:${OK}`])
})

test("credit for a call that answers with no stream, and items for one that takes none, are dropped", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ collect: () => new Promise((resolve) => setTimeout(resolve, 5)), asked: () => new Promise((resolve) => setTimeout(resolve, 5)),
    ticks: () => new Promise((resolve) => setTimeout(resolve, 5, [])) })
  wire.receive("r:MarketApi.collect:~1;in=1:", "r:MarketApi.asked:~2:", "r:MarketApi.ticks:~3:", "q::~1:0", "q::~2:0", "n::~2:1",
    "n::~3:1", "n::~3;e=1:")
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual((await frames()).sort(), ["collect:~1", "asked:~2", "ticks:~3"].map((call) => `s:MarketApi.${call}:${OK}`).sort())
})

test("a message to a method with a stream is dropped", async (t) => {
  const warn = t.mock.method(console, "warn", () => {})
  const { market, wire, frames } = await open(t)
  const fail = () => assert.fail("called")
  market.on({ ticks: fail, collect: fail, mirror: fail })
  wire.receive("m:MarketApi.ticks::1", "m:MarketApi.collect:;in=1:", "m:MarketApi.mirror:5;cr=1;in=1:")
  assert.deepEqual(await frames(), [])
  assert.equal(warn.mock.callCount(), 1)
})

test("without the extension a method with a stream is not there", async (t) => {
  const { house: market, wire } = await over(t, marketApi)
  market.on({ ticks: () => assert.fail("called"), collect: () => assert.fail("called") })
  wire.receive("r:MarketApi.ticks:1:1", "r:MarketApi.collect:2;in=1:")
  await settled()
  for (const [index, tag] of ["ticks:1", "collect:2;in=1"].entries()) {
    const { type, statusCode, context } = JSON.parse(wire.sent[index + 1].slice(`s:MarketApi.${tag}:`.length))
    assert.deepEqual([type, statusCode, context.displayMessage], ["ROUTE_NOT_FOUND", 404, "Needs the extension streams"])
  }
})

test("a stream that nobody handles is not found", async (t) => {
  const { wire, frames } = await open(t)
  wire.receive("r:MarketApi.ticks:~1;cr=5:1")
  assert.deepEqual((await frames()).map(plain), [failure("ticks", "~1", "ROUTE_NOT_FOUND", 404)])
})
