import assert from "node:assert/strict"
import { test } from "node:test"
import { items, market as open, marketApi, OK, take } from "./market.js"
import { ConnectionClosedError, ContractError, RequestTimeoutError } from "./runtime.js"
import { over, settled } from "./wire.js"

const CLOSED = '{"success":false,"type":"CLOSED","statusCode":409,"data":{"until":9}}'

test("a loop over a stream is a call, and takes its items up to the end", async (t) => {
  const { market, wire, frames } = await open(t)
  const taken = take(market.watch({ symbol: "ACME" }))
  assert.deepEqual(await frames(), ['r:MarketApi.watch:1;cr=64:{"symbol":"ACME"}'])
  wire.receive("n::1:1", 'n::1:{"a":":"}', "n:MarketApi.watch:1:null", `s:MarketApi.watch:1:${OK}`)
  assert.deepEqual(await taken, { taken: [1, { a: ":" }, null], error: undefined })
  assert.deepEqual(await frames(), [])
})

test("a stream is cold: nothing is sent before the first item is asked for, and each loop is a call", async (t) => {
  const { market, wire, frames } = await open(t)
  const input = { symbol: "ACME" }
  const stream = market.watch(input)
  input.symbol = "changed"
  const iterator = stream[Symbol.asyncIterator]()
  assert.deepEqual(await frames(), [])
  const loops = [take(iterator), take(stream)]
  assert.deepEqual(await frames(), ['r:MarketApi.watch:1;cr=64:{"symbol":"ACME"}', 'r:MarketApi.watch:2;cr=64:{"symbol":"ACME"}'])
  wire.receive("n::2:2", "n::1:1", `s:MarketApi.watch:1:${OK}`, `s:MarketApi.watch:2:${OK}`)
  assert.deepEqual((await Promise.all(loops)).map(({ taken }) => taken), [[1], [2]])
})

test("a stream without input has its options first", async (t) => {
  const { market, frames } = await open(t)
  take(market.all())
  take(market.all({ window: 8, timeout: 5_000 }))
  assert.deepEqual(await frames(), ["r:MarketApi.all:1;cr=64:", "r:MarketApi.all:2;cr=8;dl=5000:"])
})

test("credit is given at three quarters of the window, as items are taken", async (t) => {
  const { market, wire, frames } = await open(t)
  const iterator = market.all()[Symbol.asyncIterator]()
  const first = iterator.next()
  await frames()
  wire.receive(...items(1, 1, 64))
  assert.deepEqual(await first, { value: 1, done: false })
  for (let number = 2; number < 48; number++) await iterator.next()
  assert.deepEqual(await frames(), [])
  await iterator.next()
  assert.deepEqual(await frames(), ["q::1:48"])
  wire.receive(...items(1, 65, 112))
  for (let number = 49; number <= 96; number++) assert.equal((await iterator.next()).value, number)
  assert.deepEqual(await frames(), ["q::1:48"])
})

for (const [window, credit] of [[1, 1], [2, 2], [3, 3], [4, 3], [16, 12], [7.5, 6]]) {
  test(`a window of ${window} gives ${credit} at a time`, async (t) => {
    const { market, wire, frames } = await open(t)
    const iterator = market.all({ window })[Symbol.asyncIterator]()
    const first = iterator.next()
    assert.deepEqual(await frames(), [`r:MarketApi.all:1;cr=${Math.floor(window)}:`])
    wire.receive(...items(1, 1, Math.floor(window)))
    await first
    for (let number = 2; number <= credit; number++) await iterator.next()
    assert.deepEqual(await frames(), [`q::1:${credit}`])
  })
}

for (const window of [0, -1, 65, NaN, "8"]) {
  test(`a window of ${typeof window} ${window} is refused at once`, async (t) => {
    const { market } = await open(t)
    assert.throws(() => market.all({ window }), { name: "RangeError", message: /window/ })
  })
}

test("a stream is left by a loop that breaks", async (t) => {
  const { market, wire, frames } = await open(t)
  const loop = (async () => {
    for await (const item of market.all()) if (item === 2) break
  })()
  await frames()
  wire.receive(...items(1, 1, 5))
  await loop
  assert.deepEqual(await frames(), ["z::1:"])
  wire.receive(...items(1, 6, 7), "s:MarketApi.all:1:{\"success\":false,\"type\":\"CANCELLED\",\"statusCode\":499}")
  assert.deepEqual(await frames(), [])
  assert.equal(market.state, "open")
})

test("a stream is left by throw() and return(), once, and ends", async (t) => {
  const { market, wire, frames } = await open(t)
  const [one, other, unused] = [1, 2, 3].map(() => market.all()[Symbol.asyncIterator]())
  const waiting = [one.next(), other.next()]
  await frames()
  wire.receive("n::1:1")
  assert.deepEqual(await waiting[0], { value: 1, done: false })
  assert.deepEqual(await one.return("why"), { value: "why", done: true })
  await assert.rejects(other.throw(new Error("enough")), { message: "enough" })
  assert.deepEqual(await waiting[1], { value: undefined, done: true })
  await unused.return()
  await one.return()
  for (const iterator of [one, other, unused]) assert.deepEqual(await iterator.next(), { value: undefined, done: true })
  assert.deepEqual(await frames(), ["z::1:", "z::2:"])
})

test("an error ends a stream after the items before it", async (t) => {
  const { market, wire, frames } = await open(t)
  const taken = take(market.watch({}))
  await frames()
  wire.receive(...items(1, 1, 3), `s:MarketApi.watch:1:${CLOSED}`, "n::1:4")
  const { taken: numbers, error } = await taken
  assert.deepEqual(numbers, [1, 2, 3])
  assert.ok(marketApi.isError(error, "watch"))
  assert.deepEqual([error.type, error.code, error.details], ["CLOSED", 409, { until: 9 }])
  assert.deepEqual(await frames(), [])
})

test("an iterator that has failed has ended", async (t) => {
  const { market, wire, frames } = await open(t)
  const iterator = market.watch({})[Symbol.asyncIterator]()
  const steps = [iterator.next(), iterator.next()]
  await frames()
  wire.receive(`s:MarketApi.watch:1:${CLOSED}`)
  await assert.rejects(steps[0], { type: "CLOSED" })
  assert.deepEqual(await iterator.next(), { value: undefined, done: true })
  assert.equal((await Promise.allSettled(steps))[1].status, "rejected")
})

for (const [type, code] of [["BAD_REQUEST", 400], ["CANCELLED", 499], ["DEADLINE_EXCEEDED", 504]]) {
  test(`${type} is known on every method where streams are granted`, async (t) => {
    const { market, wire, frames } = await open(t)
    const outcomes = [take(market.watch({})), market.ask(1).catch((error) => ({ error }))]
    await frames()
    for (const id of [1, 2]) wire.receive(`s::${id}:`, `s:MarketApi.x:${id}:{"success":false,"type":"${type}","statusCode":${code}}`)
    for (const { error } of await Promise.all(outcomes)) {
      assert.deepEqual([error.type, error.code], [type, code])
      assert.ok(marketApi.isError(error, "ask") && marketApi.isError(error, "watch"))
    }
  })

  test(`${type} is not known where they are not`, async (t) => {
    const { house, wire } = await over(t, marketApi)
    const call = house.ask(1)
    await settled()
    wire.receive(`s:MarketApi.ask:1:{"success":false,"type":"${type}","statusCode":${code}}`)
    await assert.rejects(call, { type: "SERVER_ERROR" })
  })
}

for (const item of ["", "{", "undefined", "1;e=1:"]) {
  test(`an item that is no JSON fails the loop after those before it, and the call is cancelled: ${item}`, async (t) => {
    const { market, wire, frames } = await open(t)
    const taken = take(market.all())
    await frames()
    wire.receive("n::1:1", `n::1:${item}`, "n::1:2", `s:MarketApi.all:1:${OK}`)
    const { taken: numbers, error } = await taken
    assert.deepEqual(numbers, [1])
    assert.deepEqual([error.type, error.message], ["SERVER_ERROR", "An item is no JSON"])
    assert.deepEqual(await frames(), ["z::1:"])
  })
}

test("more items than credit fail the loop", async (t) => {
  const { market, wire, frames } = await open(t)
  const iterator = market.all({ window: 2 })[Symbol.asyncIterator]()
  const first = iterator.next()
  await frames()
  wire.receive(...items(1, 1, 3))
  await first
  await iterator.next()
  await assert.rejects(iterator.next(), { name: "ContractError", type: "BAD_REQUEST", code: 400 })
  assert.deepEqual(await frames(), ["z::1:"])
})

test("the loss of the connection fails a loop after the items before it", async (t) => {
  const { market, wire, frames } = await open(t)
  const taken = take(market.all())
  await frames()
  wire.receive("n::1:1")
  wire.onclose({ code: 1006, reason: "" })
  const { taken: numbers, error } = await taken
  assert.deepEqual(numbers, [1])
  assert.ok(error instanceof ConnectionClosedError)
  assert.deepEqual(await frames(), [])
})

test("a signal ends a loop at once with its reason", async (t) => {
  const { market, wire, frames } = await open(t)
  const controller = new AbortController()
  const iterator = market.all({ signal: controller.signal })[Symbol.asyncIterator]()
  const first = iterator.next()
  await frames()
  wire.receive(...items(1, 1, 5))
  await first
  controller.abort()
  assert.deepEqual(await frames(), ["z::1:"])
  await assert.rejects(iterator.next(), { name: "AbortError" })
  assert.deepEqual(await iterator.next(), { value: undefined, done: true })
})

test("a signal ends a loop at once that is behind the end of its stream", async (t) => {
  const { market, wire, frames } = await open(t)
  const controller = new AbortController()
  const taken = []
  const loop = (async () => {
    for await (const item of market.all({ signal: controller.signal })) {
      taken.push(item)
      await settled()
      if (item === 2) controller.abort(new Error("enough"))
    }
  })()
  await frames()
  wire.receive(...items(1, 1, 5), `s:MarketApi.all:1:${OK}`)
  await assert.rejects(loop, { message: "enough" })
  assert.deepEqual(taken, [1, 2])
  assert.deepEqual(await frames(), [])
})

test("a signal that has aborted before lets nothing be sent", async (t) => {
  const { market, frames } = await open(t)
  const reason = new Error("gone")
  const { error } = await take(market.all({ signal: AbortSignal.abort(reason) }))
  assert.equal(error, reason)
  assert.deepEqual(await frames(), [])
})

test("nothing listens to the signal of a stream that has ended", async (t) => {
  const { market, wire, frames } = await open(t)
  const { signal } = new AbortController()
  let listeners = 0
  const count = (method, by) => {
    const original = signal[method]
    signal[method] = function (...args) {
      listeners += by
      return original.apply(this, args)
    }
  }
  count("addEventListener", 1)
  count("removeEventListener", -1)
  const taken = [take(market.all({ signal })), take(market.all({ signal })), market.ask(1, { signal })]
  await frames()
  assert.equal(listeners, 3)
  for (const id of [1, 2, 3]) wire.receive(`s:MarketApi.all:${id}:${OK}`)
  await Promise.all(taken)
  assert.equal(listeners, 0)
})

test("a stream has no timeout but its own, which is sent as a deadline", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { market, wire, frames } = await open(t, { heartbeat: false, requestTimeout: 1_000 })
  const taken = [take(market.all()), take(market.all({ timeout: 3_000.5 })), take(market.all({ timeout: Infinity }))]
  assert.deepEqual(await frames(), ["r:MarketApi.all:1;cr=64:", "r:MarketApi.all:2;cr=64;dl=3001:", "r:MarketApi.all:3;cr=64:"])
  wire.receive("n::2:1")
  t.mock.timers.tick(3_001)
  assert.deepEqual(await frames(), ["z::2:"])
  const { taken: numbers, error } = await taken[1]
  assert.deepEqual(numbers, [1])
  assert.ok(error instanceof RequestTimeoutError)
  wire.receive(`s:MarketApi.all:1:${OK}`, `s:MarketApi.all:3:${OK}`)
  assert.equal((await taken[0]).error, undefined)
  assert.equal((await taken[2]).error, undefined)
})

test("a stream waits for the first connection, and can be left meanwhile", async (t) => {
  let loops
  const left = new AbortController()
  const { frames } = await open(t, { send(market) {
    loops = [take(market.all()), take(market.all({ signal: left.signal })), market.all()[Symbol.asyncIterator]()]
    loops.push(loops[2].next())
    left.abort()
    loops[2].return()
  } })
  assert.deepEqual(await frames(), ["r:MarketApi.all:1;cr=64:"])
  assert.equal((await loops[1]).error.name, "AbortError")
  assert.deepEqual(await loops[3], { value: undefined, done: true })
})

test("a stream fails while there is no connection", async (t) => {
  const { market } = await open(t)
  market.close()
  assert.match((await take(market.all())).error.message, /is closed/)
})

for (const accepted of ["k:::null", 'k:::{"extensions":["limits"]}', 'k:::{"extensions":"streams"}']) {
  test(`a method with a stream fails at once where the server has not granted them: ${accepted}`, async (t) => {
    const { house: market, wire } = await over(t, marketApi, { accepted })
    const pulled = []
    const chunks = { [Symbol.iterator]: () => pulled.push(1) }
    const errors = [(await take(market.watch({}))).error, await market.upload(chunks).catch((error) => error)]
    for (const error of errors) {
      assert.ok(error instanceof ContractError)
      assert.deepEqual([error.type, error.code, error.message],
        ["STREAMS_REQUIRED", 501, "The other side does not support streams"])
      assert.ok(marketApi.isError(error, "watch") && marketApi.isError(error, "upload") && !marketApi.isError(error, "ask"))
    }
    assert.equal(wire.sent.length, 1)
    assert.deepEqual(pulled, [])
    const answer = market.ask(1)
    wire.receive("n::1:1", "q::1:0", "z::1:", `s:MarketApi.ask:1:${OK}`)
    assert.equal(await answer, undefined)
  })
}

test("frames of unknown calls, and those that do not belong to a call, are dropped", async (t) => {
  const { market, wire, frames } = await open(t)
  const [answer, taken] = [market.ask(1), take(market.all())]
  await frames()
  wire.receive("n::9:1", "q::9:0", "z::9:", "n::~9:1", "q::~9:1", "z::~9:", "n::~9;e=1:", "n::1:1", "q::1:0", "z::1:", "q::2:0", "z::2:",
    "n:::", "q::::", "z:::", "q::2;e=1:0", "n::1;x=1:{}")
  assert.deepEqual(await frames(), [])
  wire.receive(`s:MarketApi.ask:1:${OK}`, `s:MarketApi.all:2:${OK}`)
  assert.equal(await answer, undefined)
  assert.deepEqual(await taken, { taken: [], error: undefined })
  assert.equal(market.state, "open")
})

test("teardown() waits for streams", async (t) => {
  const { market, wire, frames } = await open(t)
  const taken = take(market.all())
  await frames()
  const down = market.teardown()
  wire.receive("n::1:1", `s:MarketApi.all:1:${OK}`)
  await down
  assert.deepEqual(await taken, { taken: [1], error: undefined })
})

test("a stream is readable as one of the platform, which asks for nothing before it is read", async (t) => {
  const { market, wire, frames } = await open(t)
  const [all, some, failed] = [market.all(), market.all(), market.watch({})].map((stream) => stream.toReadableStream())
  assert.deepEqual(await frames(), [])
  const read = Array.fromAsync ? Array.fromAsync(all) : take(all).then(({ taken }) => taken)
  await frames()
  wire.receive("n::1:1", "n::1:2", `s:MarketApi.all:1:${OK}`)
  assert.deepEqual(await read, [1, 2])
  const reader = some.getReader()
  const first = reader.read()
  await frames()
  wire.receive("n::2:1", "n::2:2")
  assert.deepEqual(await first, { value: 1, done: false })
  await reader.cancel()
  assert.deepEqual(await frames(), ["z::2:"])
  const failing = failed.getReader().read()
  await frames()
  wire.receive(`s:MarketApi.watch:3:${CLOSED}`)
  await assert.rejects(failing, { type: "CLOSED" })
})

test("a client of a contract without streams asks for them as well, as calls can be cancelled", async (t) => {
  const { wire } = await over(t)
  assert.match(wire.sent[0], /"grest-ws-extensions":"limits,streams"/)
})
