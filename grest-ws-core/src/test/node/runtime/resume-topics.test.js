import assert from "node:assert/strict"
import { test } from "node:test"
import { Gap } from "./runtime.js"
import { grant, hello, resuming, said, turns } from "./resuming.js"

const ROOM = "MarketApi/room%3A1"
const position = (text, verdict = {}, topic = ROOM) => `j:${topic}:${text}:${JSON.stringify(verdict)}`
const named = (...topics) => grant("new", { token: "t2", topics })

/** A client that notes what it hears. */
async function hearing(t, options) {
  const all = resuming(t, options)
  const heard = []
  all.client.on({ told: (text) => heard.push(text) })
  const wire = await all.linked(grant())
  wire.frames
  return { ...all, wire, heard }
}

test("messages and positions move a topic, and are offered, those latest heard first", async (t) => {
  const { client, wire, linked, heard } = await hearing(t)
  wire.receive(position("16.birth1"), position("0.birth2", {}, "MarketApi/news"), said(17, "a", "k3f9Qa"))
  assert.deepEqual(heard, ["a"])
  assert.deepEqual(client.positions, { news: "0.birth2", "room:1": "17.k3f9Qa" })
  wire.drop()
  const second = await linked(grant("new", { token: "t2" }))
  assert.equal(second.hello, hello("t1 3 0", `${ROOM}=17.k3f9Qa MarketApi/news=0.birth2`))
})

test("a message that is not above the position is dropped, but counts", async (t) => {
  const { client, wire, linked, heard } = await hearing(t)
  wire.receive(said(2, "b"), said(2, "b"), said(1, "a"), said(3, "c", "other1"), said(10, "d"), said(9, "late"))
  assert.deepEqual(heard, ["b", "c", "d"])
  assert.deepEqual(client.positions, { "room:1": "10.aaaaaa" })
  wire.drop()
  assert.equal((await linked(grant())).hello, hello("t1 6 0", `${ROOM}=10.aaaaaa`))
})

test("a position sets a topic back as well", async (t) => {
  const { client, wire, heard, lost } = await hearing(t)
  wire.receive(said(20, "a"), position("4.bbbbbb", { recovered: false, why: "forked" }), said(5, "b", "bbbbbb"))
  assert.deepEqual(heard, ["a", "b"])
  assert.deepEqual(lost.seen, [{ topic: "room:1", why: "forked" }])
  assert.deepEqual(client.positions, { "room:1": "5.bbbbbb" })
})

test("parameters that are none, and other contracts' topics, change nothing", async (t) => {
  const { client, wire, heard, lost } = await hearing(t)
  const tags = [";to=MarketApi/r;sq=x", ";to=MarketApi/r;sq=1", ";to=MarketApi/r;sq=-1.a", ";to=MarketApi/r", ";sq=1.a",
    ";to=Other/r;sq=1.a", ";to=MarketApi/%ZZ;sq=1.a", ";to=MarketApi/r;sq=1234567890123456.a", "7", ";x=1"]
  for (const tag of tags) wire.receive(`m:MarketApi.told:${tag}:"x"`)
  wire.receive(position("1.a", { recovered: false, why: "slow" }, "Other/r"), position("1.a", {}, "MarketApi/%ZZ"), "j:::", "j:x")
  assert.equal(heard.length, tags.length)
  assert.deepEqual([client.positions, lost.seen], [{}, []])
})

test("the first parameter of a name counts", async (t) => {
  const { client, wire } = await hearing(t)
  wire.receive(`m:MarketApi.told:;tp=1;to=${ROOM};sq=3.a;sq=9.a;to=MarketApi/x:"x"`)
  assert.deepEqual(client.positions, { "room:1": "3.a" })
})

test("names are encoded as the protocol has it", async (t) => {
  const names = { "a b": "1.a", "room:1/2": "2.a", "~user/ann": "3.a", "é!'()*-_.~": "4.a" }
  const { client, next } = resuming(t, { since: names })
  assert.deepEqual(client.positions, names)
  const wire = await next()
  assert.equal(wire.sent[0], hello(undefined, "MarketApi/%C3%A9%21%27%28%29%2A-_.~=4.a MarketApi/~user%2Fann=3.a "
    + "MarketApi/room%3A1%2F2=2.a MarketApi/a%20b=1.a"))
  wire.receive(grant(), 'm:MarketApi.told:;to=MarketApi/%C3%A9%21%27%28%29%2A-_.~;sq=4.a:"x"',
    'm:MarketApi.told:;to=MarketApi/~user%2Fann;sq=5.b:"x"')
  assert.deepEqual(client.positions, { ...names, "~user/ann": "5.b" })
})

test("positions of another client go on where they were", async (t) => {
  const { client, linked, opened } = resuming(t, { since: { "room:1": "7.aaaaaa" } })
  const wire = await linked(named(ROOM))
  assert.equal(wire.hello, hello(undefined, `${ROOM}=7.aaaaaa`))
  wire.receive(said(8, "x"), position("8.aaaaaa", { recovered: true, messages: 1 }))
  assert.deepEqual(opened.seen, [{ session: "new", resumed: "topics" }])
  assert.deepEqual(client.positions, { "room:1": "8.aaaaaa" })
})

test("since that is no position is refused", (t) => {
  for (const since of [{ a: "x" }, { a: "1" }, { a: "1.a b" }, { a: 1 }, { a: "-1.a" }]) {
    assert.throws(() => resuming(t, { since }), { name: "RangeError", message: /^The option since has no position of a: / })
  }
})

test("at most 256 topics are offered, and the rest is lost when it is joined without a verdict", async (t) => {
  const { wire, linked, lost } = await hearing(t)
  for (let i = 0; i < 260; i++) wire.receive(position("1.aaaaaa", {}, `MarketApi/r${i}`))
  wire.drop()
  const second = await linked(grant("new", { token: "t2" }))
  const [, offered] = /"grest-ws-topics":"([^"]*)"/.exec(second.hello)
  assert.deepEqual([offered.split(" ").length, offered.split(" ")[0]], [256, "MarketApi/r259=1.aaaaaa"])
  for (const i of [0, 3, 4, 0]) second.receive(position("5.aaaaaa", {}, `MarketApi/r${i}`))
  assert.deepEqual(lost.seen, [{ topic: "r0", why: "too-many" }, { topic: "r3", why: "too-many" }])
})

test("at most 16 KB of topics are offered", async (t) => {
  const since = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}`.padStart(200, "x"), "1.aaaaaa"]))
  const wire = await resuming(t, { since }).next()
  const [, offered] = /"grest-ws-topics":"([^"]*)"/.exec(wire.sent[0])
  assert.ok(offered.length <= 16_384 && offered.length > 16_100, `${offered.length}`)
})

test("onopen waits for what has become of the topics that the server names", async (t) => {
  const { wire, linked, opened, lost } = await hearing(t)
  wire.receive(said(1, "a"), position("1.aaaaaa", {}, "MarketApi/news"))
  wire.drop()
  const second = await linked(named(ROOM, "MarketApi/news", "Other/x", "MarketApi/%ZZ", 5))
  assert.equal(opened.seen.length, 1)
  second.receive(position("1.aaaaaa", { recovered: true, messages: 0 }))
  assert.equal(opened.seen.length, 1)
  second.receive(position("3.aaaaaa", { recovered: true, messages: 2 }, "MarketApi/news"))
  assert.deepEqual(opened.seen.at(-1), { session: "new", resumed: "topics" })
  assert.deepEqual(lost.seen, [])
})

test("a topic with a gap is lost, and nothing is said to be whole", async (t) => {
  const { wire, linked, opened, lost } = await hearing(t)
  wire.receive(said(1, "a"), position("1.aaaaaa", {}, "MarketApi/news"))
  wire.drop()
  const second = await linked(grant("clean", { token: "t2", topics: [ROOM, "MarketApi/news"] }))
  second.receive(position("1.aaaaaa", { recovered: true, messages: 0 }),
    position("30.aaaaaa", { recovered: false, why: "trimmed" }, "MarketApi/news"))
  assert.deepEqual(lost.seen, [{ topic: "news", why: "trimmed" }])
  assert.deepEqual(opened.seen.at(-1), { session: "clean", resumed: "none" })
})

test("a clean session whose topics are whole is complete", async (t) => {
  const { wire, linked, opened } = await hearing(t)
  wire.receive(said(1, "a"))
  wire.drop()
  const second = await linked(grant("clean", { token: "t2", topics: [ROOM, "MarketApi/new"] }))
  second.receive(position("1.aaaaaa", { recovered: true, messages: 0 }), position("0.bbbbbb", {}, "MarketApi/new"))
  assert.deepEqual(opened.seen.at(-1), { session: "clean", resumed: "complete" })
})

test("onopen waits for 5 s at most", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  const { wire, linked, opened } = await hearing(t)
  wire.receive(said(1, "a"))
  wire.drop()
  t.mock.timers.tick(1)
  const second = await linked(named(ROOM))
  t.mock.timers.tick(4_999)
  assert.equal(opened.seen.length, 1)
  t.mock.timers.tick(1)
  assert.deepEqual(opened.seen.at(-1), { session: "new", resumed: "none" })
  second.receive(position("1.aaaaaa", { recovered: true, messages: 0 }))
  t.mock.timers.tick(60_000)
  assert.equal(opened.seen.length, 2)
})

test("onopen does not wait where the server names no topic", async (t) => {
  const { wire, linked, opened } = await hearing(t)
  wire.receive(said(1, "a"))
  for (const topics of [[], undefined, "x"]) {
    wire.drop()
    const next = await linked(grant("new", { token: "t2", topics }))
    assert.deepEqual(opened.seen.at(-1), { session: "new", resumed: "none" })
    wire.drop = () => next.drop()
  }
  assert.equal(opened.seen.length, 4)
})

test("a socket that is lost before its topics are known is not told to be open", async (t) => {
  const { wire, linked, opened } = await hearing(t)
  wire.receive(said(1, "a"))
  wire.drop()
  const second = await linked(named(ROOM))
  second.drop()
  await linked(grant("same", { token: "t3" }))
  assert.deepEqual(opened.seen.slice(1), [{ session: "same", resumed: "complete" }])
})

test("setup runs for each new session before onopen, and not where it goes on", async (t) => {
  const seen = []
  const setup = async (client) => {
    seen.push("setup")
    await client.ask("join")
    seen.push("set up")
  }
  const { client, linked } = resuming(t, { setup })
  client.onopen = ({ session }) => seen.push(session)
  const call = client.ask("first")
  const join = (wire, id) => wire.receive(`s:MarketApi.ask:${id}:{"success":true,"type":"OK","data":1}`)
  let wire = await linked(grant())
  assert.deepEqual([seen.splice(0), wire.frames], [["setup"], ["a::0:", 'r:MarketApi.ask:1:"join"']])
  join(wire, 1)
  await turns()
  assert.deepEqual([seen.splice(0), wire.frames], [["set up", "new"], ['r:MarketApi.ask:2:"first"']])
  wire.receive('s:MarketApi.ask:2:{"success":true,"type":"OK","data":2}')
  assert.equal(await call, 2)
  wire.drop()
  wire = await linked(grant("same", { token: "t2", received: 2 }))
  assert.deepEqual(seen.splice(0), ["same"])
  for (const [session, id] of [["clean", 3], ["new", 4]]) {
    wire.drop()
    wire = await linked(grant(session, { token: "t3" }))
    join(wire, id)
    await turns()
    assert.deepEqual(seen.splice(0), ["setup", "set up", session])
  }
})

test("setup that fails ends the connection, and is tried again", async (t) => {
  for (const fail of [() => { throw new Error("no room") }, async () => { throw new Error("no room") }]) {
    let runs = 0
    const { client, linked, opened } = resuming(t, { setup: () => runs++ ? undefined : fail() })
    const closed = []
    client.onclose = ({ error }) => closed.push(error.message)
    const wire = await linked(grant())
    assert.deepEqual([wire.closed, opened.seen], [[1000, ""], []])
    assert.deepEqual(closed, ["The setup of MarketApi failed: no room"])
    assert.equal((await linked(grant())).hello, hello())
    assert.equal(opened.seen.length, 1)
  }
})

test("setup whose socket is lost meanwhile opens nothing", async (t) => {
  let finish
  const { linked, opened } = resuming(t, { setup: () => new Promise((resolve) => finish ??= resolve) })
  const wire = await linked(grant())
  wire.drop()
  await linked(grant("same", { token: "t2" }))
  finish()
  await turns()
  assert.deepEqual(opened.seen, [{ session: "same", resumed: "complete" }])
})

test("iterators have gaps where something is missing, and only there", async (t) => {
  const { client, wire, linked } = await hearing(t)
  const messages = client.messages("told", { gaps: true })
  wire.receive(said(1, "a"))
  wire.drop()
  let next = await linked(grant("same", { token: "t2" }))
  next.receive(said(2, "b"))
  next.drop()
  next = await linked(grant("clean", { token: "t2" }))
  next.receive(said(3, "c"), position("9.bbbbbb", { recovered: false, why: "expired" }), said(10, "d"))
  next.drop()
  next = await linked(grant("new", { token: "t2" }))
  next.receive(said(11, "e"))
  const seen = []
  for (let i = 0; i < 7; i++) {
    const { value } = await messages.next()
    seen.push(value instanceof Gap ? value.reason : value)
  }
  assert.deepEqual(seen, ["a", "b", "c", "lost", "d", "reconnected", "e"])
})
