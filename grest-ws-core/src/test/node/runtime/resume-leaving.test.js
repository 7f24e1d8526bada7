import assert from "node:assert/strict"
import { test } from "node:test"
import { items, OK, plain, take } from "./market.js"
import { ConnectionClosedError } from "./runtime.js"
import { grant, hello, resuming, turns, until } from "./resuming.js"
import { calls as hook } from "./support.js"

const GO = 'g:::{"after":1}'
const receipt = (text = "r1") => `g:::{"receipt":"${text}"}`

/** A client with its first socket, of which nothing has been read. */
async function open(t, options) {
  const all = resuming(t, { reconnect: { baseDelay: 600_000, maxDelay: 600_000, jitter: 0 }, requestTimeout: Infinity, ...options })
  const wire = await all.linked(grant())
  wire.frames
  return { ...all, wire }
}

test("a client without calls leaves at once, and comes back with its receipt", async (t) => {
  const { client, wire, linked, opened } = await open(t)
  client.tell("a")
  wire.receive('m:MarketApi.told::"x"', GO)
  assert.deepEqual(wire.frames, ['m:MarketApi.tell::"a"', "a::1:", 'g:::{"sent":1}'])
  wire.receive(receipt())
  assert.deepEqual(wire.frames, ["a::1:"])
  const closed = hook(client, "onclose")
  wire.drop(1001)
  assert.deepEqual((await closed.next()).retry, { attempt: 1, delay: 1 })
  const second = await linked(grant("clean", { token: "t2" }))
  assert.equal(second.hello, hello("r1 1 0"))
  assert.deepEqual(opened.seen.at(-1), { session: "clean", resumed: "complete" })
})

test("a client that is to leave makes no calls, and lets those end that it has made", async (t) => {
  const { client, wire, linked } = await open(t)
  const call = client.ask("a")
  const stream = take(client.watch("b"))
  await turns()
  wire.receive(GO)
  const waiting = client.ask("c")
  client.tell("d")
  await turns()
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"', 'r:MarketApi.watch:2;cr=64:"b"', "a::0:"])
  assert.equal(client.state, "open")
  await client.opened()
  wire.receive(`s:MarketApi.ask:1:${OK}`, ...items(2, 1, 2))
  assert.deepEqual(wire.frames, [])
  wire.receive(`s:MarketApi.watch:2:${OK}`)
  await call
  assert.deepEqual((await stream).taken, [1, 2])
  assert.deepEqual(wire.frames, ['g:::{"sent":2}'])
  wire.receive(receipt())
  wire.drop(1001)
  const second = await linked(grant("clean", { token: "t2" }))
  assert.deepEqual(second.frames, ["a::0:", 'r:MarketApi.ask:3:"c"', 'm:MarketApi.tell::"d"'])
  second.receive(`s:MarketApi.ask:3:${OK}`)
  await waiting
})

test("calls of the server end first, too", async (t) => {
  const { client, wire } = await open(t)
  let answer
  client.on({ asked: () => new Promise((resolve) => answer = resolve) })
  wire.receive("r:MarketApi.asked:~1:1", GO)
  assert.deepEqual(wire.frames, ["a::1:"])
  answer(5)
  await until(() => wire.sent.at(-1).startsWith("g:"))
  assert.deepEqual(wire.frames, ['s:MarketApi.asked:~1:{"success":true,"type":"OK","data":5}', 'g:::{"sent":1}'])
})

test("a client leaves after 5 s, and sends nothing more that counts", async (t) => {
  const { client, wire, linked } = await open(t)
  const failed = assert.rejects(client.ask("a"), (error) => error instanceof ConnectionClosedError && error.mayHaveRun)
  await turns()
  t.mock.timers.enable({ apis: ["setTimeout"] })
  wire.receive(GO)
  t.mock.timers.tick(4_999)
  assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"', "a::0:"])
  t.mock.timers.tick(1)
  wire.receive("r:MarketApi.nope:~1:1")
  await turns()
  wire.receive('m:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, ['g:::{"sent":1}', "a::1:", "a::2:"])
  wire.receive(receipt())
  wire.drop(1001)
  t.mock.timers.tick(1)
  await linked(grant("clean", { token: "t2" }))
  await failed
})

test("an answer that comes after leaving is one", async (t) => {
  const { client, wire } = await open(t)
  const call = client.ask("a")
  await turns()
  t.mock.timers.enable({ apis: ["setTimeout"] })
  wire.receive(GO)
  t.mock.timers.tick(5_000)
  wire.receive('s:MarketApi.ask:1:{"success":true,"type":"OK","data":7}')
  assert.equal(await call, 7)
})

test("a second word to leave changes nothing", async (t) => {
  const { client, wire } = await open(t)
  void client.ask("a").catch(() => {})
  await turns()
  wire.receive(GO, 'g:::{"after":9}', "g:::{}", "g:::5", "g:::x")
  assert.deepEqual(wire.frames.filter((frame) => frame.startsWith("g:")), [])
  const closed = hook(client, "onclose")
  wire.drop(1001)
  assert.equal((await closed.next()).retry.delay, 1)
})

test("without a receipt the token is offered", async (t) => {
  const { wire, linked } = await open(t)
  wire.receive(GO)
  wire.drop(1001)
  assert.equal((await linked(grant("same"))).hello, hello("t1 0 0"))
})

test("a receipt that is none changes nothing", async (t) => {
  const { wire, linked } = await open(t)
  wire.receive(GO, 'g:::{"receipt":5}', 'g:::{"receipt":""}', 'g:::{"receipt":"a b"}')
  wire.drop(1001)
  assert.equal((await linked(grant("same"))).hello, hello("t1 0 0"))
})

for (const session of ["clean", "new", "same"]) {
  test(`a receipt is dropped once a server says ${session}, whose token serves for longer`, async (t) => {
    let now = 0
    t.mock.method(performance, "now", () => now)
    const { client, wire, linked } = await open(t)
    wire.receive(GO, receipt())
    wire.drop(1001)
    await linked(grant(session, { token: "t2" }))
    now = 700_000
    client.forceReconnect()
    assert.equal((await linked(grant())).hello, hello("t2 0 0"))
  })
}

test("a receipt is kept through attempts that fail, for 10 min", async (t) => {
  let now = 0
  t.mock.method(performance, "now", () => now)
  const { client, wire, linked, next } = await open(t)
  wire.receive(GO, receipt())
  wire.drop(1001)
  const second = await next()
  assert.equal(second.sent[0], hello("r1 0 0"))
  second.drop()
  now = 600_000
  client.forceReconnect()
  const third = await next()
  assert.equal(third.sent[0], hello("r1 0 0"))
  now = 600_001
  client.forceReconnect()
  assert.equal((await linked(grant())).hello, hello())
})

test("the delay is for one attempt", async (t) => {
  const { client, wire, next } = await open(t)
  const closed = hook(client, "onclose")
  wire.receive(GO)
  wire.drop(1001)
  const second = await next()
  second.drop()
  const delays = [(await closed.next()).retry.delay, (await closed.next()).retry.delay]
  assert.deepEqual(delays, [1, 600_000])
})

test("an input stops at leaving, and fails with its session", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  const { client, wire, linked } = await open(t)
  const receiptOf = client.upload([1, 2, 3])
  const failed = assert.rejects(receiptOf, { message: "Socket connection closed!", mayHaveRun: true })
  await turns()
  wire.receive("q::1:1")
  await turns()
  wire.receive(GO)
  t.mock.timers.tick(5_000)
  wire.receive("q::1:9")
  await turns()
  assert.deepEqual(wire.frames.map(plain), ["r:MarketApi.upload:1;in=1:", "n::1:1", "a::1:", 'g:::{"sent":2}', "a::2:"])
  wire.receive(receipt())
  wire.drop(1001)
  t.mock.timers.tick(1)
  await linked(grant("clean"))
  await failed
})
