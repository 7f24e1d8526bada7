import assert from "node:assert/strict"
import { test } from "node:test"
import { OK } from "./market.js"
import { socketApi } from "./runtime.js"
import { RawServer } from "./raw.js"
import { definition, grant, hello, resuming, resumingApi, turns } from "./resuming.js"
import { calls, open } from "./support.js"
import { OFFER, over } from "./wire.js"

const MEGABYTE = 1_048_576

test("a client asks for the extension, and acknowledges at once", async (t) => {
  const { linked, opened, client } = resuming(t)
  const wire = await linked(grant())
  assert.deepEqual([wire.hello, wire.frames], [hello(), ["a::0:"]])
  assert.deepEqual(opened.seen, [{ session: "new", resumed: "none" }])
  assert.equal(client.state, "open")
})

test("true is the default, false switches it off, and so does the end of reconnecting", async (t) => {
  assert.equal((await resuming(t, { resume: true }).next()).sent[0], hello())
  assert.equal((await resuming(t, { resume: false }).next()).sent[0], `h:::{${OFFER}}`)
  assert.equal((await resuming(t, { reconnect: false }).next()).sent[0], `h:::{${OFFER}}`)
})

test("a client that may renew its credentials asks for both", async (t) => {
  const wire = await resuming(t, { headers: () => ({ a: "b" }) }).next()
  assert.match(wire.sent[0], /^h:::\{"a":"b","grest-ws-extensions":"limits,streams,credentials,resume",/)
})

test("a contract that does not resume asks for nothing, and its client has no further members", async (t) => {
  const { resume, ...plain } = definition
  const { house, wire } = await over(t, socketApi({ ...plain, calls: { ...plain.calls, positions: "request", onlost: "send" } }))
  assert.deepEqual(wire.sent, [`h:::{${OFFER}}`])
  assert.equal(house.positions, house.calls.positions)
  assert.equal(house.onlost, house.calls.onlost)
})

for (const [name, accepted] of [
  ["nothing", "k:::null"],
  ["another extension", 'k:::{"extensions":["streams"]}'],
  ["terms that it has not granted", grant().replace(',"resume"]', "]")],
  ["no terms", 'k:::{"extensions":["streams","resume"]}'],
  ["terms that are none", 'k:::{"extensions":["resume"],"resume":null}'],
  ["no token", grant("new", { token: "" })],
  ["a token of two", grant("new", { token: "a b" })],
  ["no such session", grant("other")],
  ["no time", grant("new", { ttl: -1 })],
  ["no count", grant("new", { received: "1" })]
]) {
  test(`with a server that grants ${name} the frames are those of today`, async (t) => {
    const { client, linked, opened } = resuming(t)
    const wire = await linked(accepted)
    const call = client.ask("a")
    for (let i = 0; i < 200; i++) wire.receive('m:MarketApi.told::"x"')
    wire.receive("a::1:", "g:::{\"after\":0}", "j:MarketApi/room%3A1:1.aaaaaa:{}")
    assert.deepEqual(wire.frames, ['r:MarketApi.ask:1:"a"'])
    assert.deepEqual(client.positions, {})
    wire.drop()
    await assert.rejects(call, { name: "ContractError", message: "Socket connection closed!", mayHaveRun: true })
    assert.throws(() => client.tell("b"), { message: /tries again in/, mayHaveRun: false })
    const second = await linked(accepted)
    assert.equal(second.hello, hello())
    client.tell("c")
    void client.ask("d").catch(() => {})
    await turns()
    assert.deepEqual(second.frames, ['m:MarketApi.tell::"c"', 'r:MarketApi.ask:1:"d"'])
    assert.deepEqual(opened.seen, [{ session: "new", resumed: "none" }, { session: "new", resumed: "none" }])
  })
}

test("what counts, counts, and nothing else", async (t) => {
  const { client, linked } = resuming(t)
  client.on({ asked: () => "y" })
  const wire = await linked(grant())
  client.tell("a")
  const call = client.ask("b")
  wire.receive('m:MarketApi.told::"x"', `s:MarketApi.ask:1:${OK}`, "r:MarketApi.asked:~1:1", "n::9:1", "q::9:1", "z::9:",
    "j:MarketApi/room%3A1:1.aaaaaa:{}", "m:Other.path::", "m", "m:", "s:::")
  wire.receive("p:::", "o:::", "a::1:", "t:::{}", "k:::null", "x:::{}", "h:::{}", "", "mm:a::", "w:::")
  await call
  await turns()
  wire.drop()
  // Received: seven, one of another contract, and two of no form; sent: m, r and s, of which one is acknowledged.
  const second = await linked(grant("same", { token: "t2", received: 3 }))
  assert.equal(second.hello, hello("t1 10 1", "MarketApi/room%3A1=1.aaaaaa"))
  assert.deepEqual(second.frames, ["a::10:"])
})

test("acknowledges after 64 frames", async (t) => {
  const { linked } = resuming(t)
  const wire = await linked(grant())
  for (let i = 0; i < 63; i++) wire.receive('m:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, ["a::0:"])
  wire.receive('m:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, ["a::64:"])
})

test("acknowledges after 128 KB", async (t) => {
  const { linked } = resuming(t)
  const wire = await linked(grant())
  const long = `m:MarketApi.told::"${"x".repeat(65_536)}"`
  wire.receive(long)
  assert.deepEqual(wire.frames, ["a::0:"])
  wire.receive(long)
  assert.deepEqual(wire.frames, ["a::2:"])
})

test("acknowledges after 5 s with something to acknowledge", async (t) => {
  const { linked } = resuming(t)
  const wire = await linked(grant())
  t.mock.timers.enable({ apis: ["setTimeout"] })
  t.mock.timers.tick(60_000)
  wire.receive('m:MarketApi.told::"x"')
  t.mock.timers.tick(4_999)
  wire.receive('m:MarketApi.told::"x"')
  assert.deepEqual(wire.frames, ["a::0:"])
  t.mock.timers.tick(1)
  t.mock.timers.tick(60_000)
  assert.deepEqual(wire.frames, ["a::2:"])
})

test("sends again what the server has not received, in order, and then what waited", async (t) => {
  const { client, linked, opened } = resuming(t)
  const wire = await linked(grant())
  client.tell("a")
  client.tell("b")
  const call = client.ask("c")
  wire.receive("a::1:")
  wire.drop()
  client.tell("d")
  const second = await linked(grant("same", { token: "t2", received: 1 }))
  assert.equal(second.hello, hello("t1 0 1"))
  assert.deepEqual(second.frames, ["a::0:", 'm:MarketApi.tell::"b"', 'r:MarketApi.ask:1:"c"', 'm:MarketApi.tell::"d"'])
  second.receive(`s:MarketApi.ask:1:${OK}`)
  await call
  assert.deepEqual(opened.seen.at(-1), { session: "same", resumed: "complete" })
  second.drop()
  const third = await linked(grant("same", { token: "t3", received: 4 }))
  assert.equal(third.hello, hello("t2 1 1"))
  assert.deepEqual(third.frames, ["a::1:"])
})

test("a request that has ended meanwhile is sent again as its end", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  const aborted = new AbortController()
  const calls = [client.ask("a", { signal: aborted.signal }), client.ask("b"), client.ask("c", { timeout: 20 })]
  await turns()
  wire.drop()
  const second = await linked(grant("same", { received: 0 }))
  assert.deepEqual(second.frames.slice(1), ['r:MarketApi.ask:1:"a"', 'r:MarketApi.ask:2:"b"', 'r:MarketApi.ask:3;dl=20:"c"'])
  second.drop()
  aborted.abort(new Error("left"))
  await assert.rejects(calls[0], { message: "left" })
  await assert.rejects(calls[2], { message: "Request timeout", mayHaveRun: true })
  const third = await linked(grant("same", { received: 0 }))
  assert.deepEqual(third.frames.slice(1), ["z::1:", 'r:MarketApi.ask:2:"b"', "z::3:", "z::1:", "z::3:"])
  third.receive(`s:MarketApi.ask:2:${OK}`)
  await calls[1]
})

test("an acknowledgement that is none is ignored", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  for (const text of ["a", "b", "c"]) client.tell(text)
  wire.receive("a::2:", "a::1:", "a::4:", "a::-3:", "a::x:", "a:::", "a::0003x:")
  wire.drop()
  const second = await linked(grant("same", { received: 2 }))
  assert.equal(second.hello, hello("t1 0 2"))
  assert.deepEqual(second.frames, ["a::0:", 'm:MarketApi.tell::"c"'])
})

test("a full buffer loses its oldest frames: the session goes on from those that are there", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  for (let i = 0; i < 1_030; i++) client.tell(`${i}`)
  wire.drop()
  const second = await linked(grant("same", { received: 1_029 }))
  assert.equal(second.hello, hello("t1 0 6"))
  assert.deepEqual(second.frames, ["a::0:", 'm:MarketApi.tell::"1029"'])
})

test("a buffer is full of a megabyte as well", async (t) => {
  const { client, linked } = resuming(t)
  const wire = await linked(grant())
  const text = "x".repeat(MEGABYTE / 32)
  for (let i = 0; i < 40; i++) client.tell(text)
  wire.drop()
  assert.equal((await linked(grant())).hello, hello("t1 0 9"))
})

for (const received of [0, 5]) {
  test(`a server that says to have received ${received} of 1 to 4 frames gets a new session`, async (t) => {
    const { client, linked, opened } = resuming(t)
    const wire = await linked(grant())
    for (const text of ["a", "b", "c"]) client.tell(text)
    wire.receive("a::1:")
    const failed = assert.rejects(client.ask("d"), { message: "Socket connection closed!", mayHaveRun: true })
    await turns()
    wire.drop()
    const second = await linked(grant("same", { received }))
    await failed
    assert.deepEqual(second.closed, [1000, ""])
    assert.equal((await linked(grant())).hello, hello())
    assert.equal(opened.seen.length, 2)
  })
}

test("the socket before is stopped before the next handshake, and nothing of it is heard", async (t) => {
  const { client, linked, next, wires } = resuming(t)
  const heard = []
  client.on({ told: (text) => heard.push(text) })
  const wire = await linked(grant())
  const { onmessage } = wire
  client.forceReconnect()
  assert.deepEqual([wire.closed, wire.onmessage], [[4009, ""], null])
  const second = await next()
  onmessage({ data: 'm:MarketApi.told::"late"' })
  assert.equal(second.frames[0], hello("t1 0 0"))
  second.receive(grant("same", { received: 0 }))
  onmessage({ data: 'm:MarketApi.told::"late"' })
  second.receive('m:MarketApi.told::"x"')
  assert.deepEqual(heard, ["x"])
  assert.equal(wires.length, 2)
})

test("4009 on the current socket forgets the token", async (t) => {
  const { client, linked, opened } = resuming(t)
  const wire = await linked(grant())
  const call = client.ask("a")
  await turns()
  wire.drop(4009, "Resumed")
  await assert.rejects(call, { message: "Socket connection closed!", mayHaveRun: true })
  assert.throws(() => client.tell("b"), { message: /has lost its connection/ })
  const second = await linked(grant())
  assert.equal(second.hello, hello())
  assert.deepEqual(opened.seen.length, 2)
})

test("the token is offered after whatever end", async (t) => {
  const { linked } = resuming(t, { reconnect: { baseDelay: 1, jitter: 0, maxDelay: 1 } })
  let wire = await linked(grant())
  for (const code of [1000, 1001, 1006, 1009, 1011, 1013, 4003, 4008]) {
    wire.drop(code)
    wire = await linked(grant("same", { received: 0 }))
    assert.equal(wire.hello, hello("t1 0 0"), `${code}`)
  }
})

test("a socket without an answer to its handshake is left as one that another follows", async (t) => {
  const { linked, next } = resuming(t, { handshakeTimeout: 500 })
  const first = await linked(grant())
  first.drop()
  const second = await next()
  const third = await next()
  assert.deepEqual(second.closed, [4009, "Handshake failed"])
  assert.equal(third.sent[0], hello("t1 0 0"))
})

test("a handshake that is too long goes without its topics", async (t) => {
  const since = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`room:${i}${"x".repeat(50)}`, "1.aaaaaa"]))
  const { linked } = resuming(t, { since, headers: { a: "x".repeat(20_000) } })
  const wire = await linked(grant())
  assert.equal(wire.hello, hello().replace("{", `{"a":"${"x".repeat(20_000)}",`))
})

test("a client goes on over real sockets that are cut", async (t) => {
  const server = await RawServer.start(t)
  const client = open(t, resumingApi, {}, { url: server.url, reconnect: { baseDelay: 1, maxDelay: 1, jitter: 0 } })
  const opened = calls(client, "onopen")
  const heard = []
  client.on({ told: (text) => heard.push(text) })
  assert.equal(await server.next(), hello())
  server.send(grant())
  assert.equal(await server.next(), "a::0:")
  await opened.next()
  let call = client.ask(0)
  for (let round = 1; round <= 20; round++) {
    assert.equal(await server.next(), `r:MarketApi.ask:${round}:${round - 1}`)
    server.cut()
    assert.equal(await server.next(), hello(`t${round} ${2 * (round - 1)} ${round - 1}`))
    server.send(grant("same", { token: `t${round + 1}`, received: round }))
    server.send(`m:MarketApi.told::${round}`)
    server.send(`s:MarketApi.ask:${round}:{"success":true,"type":"OK","data":${round}}`)
    assert.equal(await server.next(), `a::${2 * (round - 1)}:`)
    assert.equal(await call, round)
    assert.deepEqual(await opened.next(), { session: "same", resumed: "complete" })
    call = client.ask(round)
  }
  assert.deepEqual(heard, Array.from({ length: 20 }, (_, index) => index + 1))
  void call.catch(() => {})
})
