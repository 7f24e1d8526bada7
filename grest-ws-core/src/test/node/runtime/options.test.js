// What a single call may be given beside its payload, and the signal of a handler.
import assert from "node:assert/strict"
import { test } from "node:test"
import { market as open, OK, plain } from "./market.js"
import { ConnectionClosedError, ContractError, RequestTimeoutError } from "./runtime.js"
import { houseApi, over, settled } from "./wire.js"

test("a signal rejects a call with its reason, and the server hears of it", async (t) => {
  const { market, wire, frames } = await open(t)
  const controller = new AbortController()
  const calls = [market.ask({ a: 1 }, { signal: controller.signal }), market.names({ signal: controller.signal })]
  assert.deepEqual(await frames(), ['r:MarketApi.ask:1:{"a":1}', "r:MarketApi.names:2:"])
  controller.abort(new Error("not needed"))
  for (const call of calls) await assert.rejects(call, { message: "not needed" })
  wire.receive('s:MarketApi.ask:1:{"success":false,"type":"CANCELLED","statusCode":499}')
  assert.deepEqual(await frames(), ["z::1:", "z::2:"])
})

test("a signal that has aborted before sends nothing, and one that aborts after the answer neither", async (t) => {
  const { market, wire, frames } = await open(t)
  await assert.rejects(market.ask(1, { signal: AbortSignal.abort() }), { name: "AbortError" })
  const controller = new AbortController()
  const call = market.ask(2, { signal: controller.signal })
  await frames()
  wire.receive(`s:MarketApi.ask:1:${OK}`)
  await call
  controller.abort()
  assert.deepEqual(await frames(), [])
})

test("a call that waits for the first connection can be aborted, and the others keep their order", async (t) => {
  let calls
  const { frames } = await open(t, { send(market) {
    const controller = new AbortController()
    calls = [market.ask(1), market.ask(2, { signal: controller.signal }), market.ask(3, { signal: new AbortController().signal })]
    market.tell(4)
    calls.push(market.ask(5))
    controller.abort()
    for (const call of calls) call.catch(() => {})
  } })
  await assert.rejects(calls[1], { name: "AbortError" })
  assert.deepEqual(await frames(), ["r:MarketApi.ask:1:1", "r:MarketApi.ask:2:3", "m:MarketApi.tell::4", "r:MarketApi.ask:3:5"])
})

test("where streams are not granted, a call that is aborted or late is not told of", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { house, wire } = await over(t, houseApi, { heartbeat: false })
  const controller = new AbortController()
  const calls = [house.ask(1, { signal: controller.signal }), house.ask(2, { timeout: 50 })]
  await settled()
  controller.abort()
  await assert.rejects(calls[0], { name: "AbortError" })
  t.mock.timers.tick(50)
  await assert.rejects(calls[1], RequestTimeoutError)
  assert.deepEqual(wire.sent.slice(1), ["r:HouseApi.ask:1:1", "r:HouseApi.ask:2:2"])
})

test("the timeout of a call takes the place of the client's, and is sent", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { market, frames } = await open(t, { heartbeat: false, requestTimeout: 1_000 })
  const calls = [market.ask(1, { timeout: 50 }), market.ask(2), market.ask(3, { timeout: 60_000 }), market.ask(4, { timeout: Infinity }),
    market.ask(5, { timeout: undefined, signal: undefined })]
  const ended = []
  calls.forEach((call, index) => call.catch((error) => ended.push([index + 1, error instanceof RequestTimeoutError])))
  assert.deepEqual(await frames(), ["r:MarketApi.ask:1;dl=50:1", "r:MarketApi.ask:2:2", "r:MarketApi.ask:3;dl=60000:3",
    "r:MarketApi.ask:4:4", "r:MarketApi.ask:5:5"])
  t.mock.timers.tick(50)
  assert.deepEqual(await frames(), ["z::1:"])
  t.mock.timers.tick(950)
  assert.deepEqual(await frames(), ["z::2:", "z::5:"])
  t.mock.timers.tick(59_000)
  assert.deepEqual(await frames(), ["z::3:"])
  assert.deepEqual(ended, [[1, true], [2, true], [5, true], [3, true]])
})

for (const timeout of [0, -1, NaN, "1000"]) {
  test(`a timeout of ${typeof timeout} ${timeout} is refused`, async (t) => {
    const { market, frames } = await open(t)
    await assert.rejects(market.ask(1, { timeout }), { name: "RangeError", message: /timeout/ })
    assert.deepEqual(await frames(), [])
  })
}

// Handlers

test("a handler gets a signal after its payload, which does not abort once it has answered", async (t) => {
  const { market, wire, frames } = await open(t)
  const seen = []
  market.on({ asked: (...args) => seen.push(args), rung: (...args) => seen.push(args) })
  wire.receive("r:MarketApi.asked:~1:7", "r:MarketApi.rung:~2:7")
  assert.deepEqual(await frames(), ['s:MarketApi.asked:~1:{"success":true,"type":"OK","data":1}',
    's:MarketApi.rung:~2:{"success":true,"type":"OK","data":2}'])
  wire.receive("z::~1:")
  wire.onclose({ code: 1006, reason: "" })
  assert.equal(seen[0][0], 7)
  for (const { signal } of [seen[0][1], seen[1][0]]) assert.ok(signal instanceof AbortSignal && !signal.aborted)
  assert.deepEqual(seen.map(({ length }) => length), [2, 1])
})

test("the server cancels a call, which is answered at once and once only", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { market, wire, frames } = await open(t)
  let signal
  let reject
  market.on({ asked: (_, context) => new Promise((_, fail) => {
    signal = context.signal
    reject = fail
  }) })
  wire.receive("r:MarketApi.asked:~1:7")
  assert.deepEqual(await frames(), [])
  wire.receive("z::~1:", "z::~1:")
  assert.deepEqual((await frames()).map(plain), ['s:MarketApi.asked:~1:{"success":false,"type":"CANCELLED","statusCode":499'])
  assert.ok(signal.aborted && signal.reason instanceof ContractError && signal.reason.type === "CANCELLED")
  reject(new Error("aborted"))
  assert.deepEqual(await frames(), [])
  assert.equal(log.mock.callCount(), 0)
})

test("a call of the server ends at its deadline", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  const { market, wire, frames } = await open(t, { heartbeat: false })
  const signals = []
  market.on({ asked: (_, { signal }) => new Promise(() => signals.push(signal)) })
  wire.receive("r:MarketApi.asked:~1;tp=00-a;dl=300;dl=1:", "r:MarketApi.asked:~2;dl=-5:", "r:MarketApi.asked:~3;dl=10000000000:")
  t.mock.timers.tick(299)
  assert.deepEqual(await frames(), [])
  t.mock.timers.tick(1)
  assert.deepEqual((await frames()).map(plain), ['s:MarketApi.asked:~1:{"success":false,"type":"DEADLINE_EXCEEDED","statusCode":504'])
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false, false])
  t.mock.timers.tick(100_000)
  assert.deepEqual(await frames(), [])
})

test("the loss of the connection aborts what handlers do, be they waited for or not", async (t) => {
  const { market, wire } = await open(t)
  const signals = []
  market.on({ asked: (_, { signal }) => new Promise(() => signals.push(signal)) })
  wire.receive("r:MarketApi.asked:~1:", "m:MarketApi.asked::")
  wire.onclose({ code: 1006, reason: "" })
  assert.equal(signals.length, 2)
  for (const { aborted, reason } of signals) assert.ok(aborted && reason instanceof ConnectionClosedError)
})

test("without streams a handler hears of the loss only, and its id is opaque", async (t) => {
  const { house, wire } = await over(t)
  const signals = []
  house.on({ asked: (_, { signal }) => new Promise((resolve) => signals.push({ signal, resolve })) })
  wire.receive("r:HouseApi.asked:~1;dl=0:1", "r:HouseApi.asked:~1;dl=0:2", "z::~1;dl=0:", "z::~1:")
  await settled()
  assert.equal(wire.sent.length, 1)
  signals[0].resolve("a")
  signals[1].resolve("b")
  await settled()
  assert.deepEqual(wire.sent.slice(1), ["a", "b"].map((data) => `s:HouseApi.asked:~1;dl=0:{"success":true,"type":"OK","data":"${data}"}`))
  wire.receive("r:HouseApi.asked::3")
  wire.onclose({ code: 1006, reason: "" })
  assert.deepEqual(signals.map(({ signal }) => signal.aborted), [false, false, true])
})

test("an id that is in use is not used again before its answer", async (t) => {
  const { market, wire, frames } = await open(t)
  const answers = []
  market.on({ asked: (data) => new Promise((resolve) => answers.push(() => resolve(data))) })
  wire.receive("r:MarketApi.asked:~1:1", "r:MarketApi.asked:~1:2", "r:MarketApi.rung:~1;dl=5:")
  await settled()
  answers[0]()
  assert.deepEqual(await frames(), ['s:MarketApi.asked:~1:{"success":true,"type":"OK","data":1}'])
  wire.receive("r:MarketApi.asked:~1:3")
  answers[1]()
  assert.deepEqual(await frames(), ['s:MarketApi.asked:~1:{"success":true,"type":"OK","data":3}'])
})

test("a stream where the contract has none, or none where it has one, is a bad request", async (t) => {
  const { market, wire, frames } = await open(t)
  const fail = () => assert.fail("called")
  market.on({ asked: fail, told: fail, ticks: fail, collect: fail, mirror: fail })
  const names = ["asked", "told", "ticks"]
  names.forEach((name, index) => wire.receive(`r:MarketApi.${name}:~${index};in=1:1`))
  wire.receive("r:MarketApi.collect:~3:", "r:MarketApi.mirror:~4;cr=1:")
  assert.deepEqual((await frames()).map(plain).sort(), [...names, "collect", "mirror"].map((name, index) =>
    `s:MarketApi.${name}:~${index}:{"success":false,"type":"BAD_REQUEST","statusCode":400`).sort())
})

test("errors of streams may be thrown where they are granted", async (t) => {
  const { market, wire, frames } = await open(t)
  market.on({ asked(type) { throw new ContractError(type) } })
  wire.receive('r:MarketApi.asked:~1:"BAD_REQUEST"', 'r:MarketApi.asked:~2:"CANCELLED"')
  assert.deepEqual((await frames()).map(plain), ['s:MarketApi.asked:~1:{"success":false,"type":"BAD_REQUEST","statusCode":400',
    's:MarketApi.asked:~2:{"success":false,"type":"CANCELLED","statusCode":499'])
})
