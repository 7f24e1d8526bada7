import assert from "node:assert/strict"
import { test } from "node:test"
import { credentialsApi } from "./contracts.js"
import { calls, open, reach } from "./support.js"
import { RawServer } from "./raw.js"
import { houseApi, OFFER, over, RENEWABLE, settled, Wire } from "./wire.js"

const LONGEST = 2 ** 31 - 1
const granted = (more) => `k:::${JSON.stringify({ extensions: ["limits", "credentials"], maxFrameSize: 65_536, ...more })}`
const refused = (type = "NOT_AUTHORIZED", statusCode = 401) => `t:::${JSON.stringify({ success: false, type, statusCode })}`
const frame = (token) => `t:::{"authorization":"${token}"}`

/** A client whose tokens are numbered, with time that passes when it is told to. */
async function renewing(t, accepted, options) {
  let now = 0
  let made = 0
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  t.mock.method(performance, "now", () => now)
  const warnings = t.mock.method(console, "warn", () => {}).mock
  const { house, wire } = await over(t, houseApi, { accepted, heartbeat: false,
    headers: () => ({ Authorization: `token ${++made}` }), ...options })
  wire.sent.length = 0
  const pass = async (millis) => {
    now += millis
    t.mock.timers.tick(millis)
    await settled()
  }
  return { house, wire, pass, warnings, made: () => made }
}

/** Headers that are there at once for the handshake, and then when they are settled. */
function laterHeaders() {
  const settle = []
  let asked = 0
  const headers = () => asked++ ? new Promise((resolve) => settle.push(resolve)) : {}
  return { headers, settle }
}

test("asks for credentials with a function", async (t) => {
  for (const headers of [() => ({ a: "b" }), async () => ({ a: "b" })]) {
    const { wire } = await over(t, houseApi, { headers })
    assert.deepEqual(wire.sent, [`h:::{"a":"b",${RENEWABLE}}`])
  }
})

test("asks for no credentials with static headers", async (t) => {
  const { wire } = await over(t, houseApi, { headers: { a: "b" } })
  assert.deepEqual(wire.sent, [`h:::{"a":"b",${OFFER}}`])
})

for (const [expires, due] of [[3_600_000, 3_540_000], [600_000, 540_000], [60_000, 54_000], [800, 720]]) {
  test(`renews rights of ${expires} ms after ${due} ms`, async (t) => {
    const { wire, pass } = await renewing(t, granted({ expires }))
    await pass(due - 1)
    assert.deepEqual(wire.sent, [])
    await pass(1)
    assert.deepEqual(wire.sent, [frame("token 2")])
  })
}

test("renews again when the new rights end", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 10_000 }))
  await pass(9_000)
  wire.receive('t:::{"expires":20000}')
  await pass(17_999)
  assert.deepEqual(wire.sent, [frame("token 2")])
  await pass(1)
  assert.deepEqual(wire.sent, [frame("token 2"), frame("token 3")])
})

test("renews nothing once rights do not end", async (t) => {
  const { wire, pass, warnings } = await renewing(t, granted({ expires: 10_000 }))
  await pass(9_000)
  wire.receive("t:::{}")
  await pass(LONGEST)
  assert.deepEqual([wire.sent, warnings.calls], [[frame("token 2")], []])
})

test("renews rights without an end when asked", async (t) => {
  const { wire, pass } = await renewing(t, granted())
  await pass(LONGEST)
  assert.deepEqual(wire.sent, [])
  wire.receive('t:::{"within":10000}')
  await pass(0)
  assert.deepEqual(wire.sent, [frame("token 2")])
})

test("renews rights of a hundred days at their end", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 8_640_000_000 }))
  await pass(0)
  for (let left = 8_640_000_000 - 60_000 - 1; left > 0; left -= LONGEST) await pass(Math.min(left, LONGEST))
  assert.deepEqual(wire.sent, [])
  await pass(1)
  assert.deepEqual(wire.sent, [frame("token 2")])
})

test("keeps rights that are refused, and tries again", async (t) => {
  const { house, wire, pass, warnings, made } = await renewing(t, granted({ expires: 80_000 }))
  await pass(72_000)
  for (const [remaining, sent] of [[8_000, 1], [4_000, 2], [2_000, 3], [1_000, 4]]) {
    assert.equal(wire.sent.length, sent)
    wire.receive(refused())
    await pass(remaining / 2 - 1)
    assert.equal(wire.sent.length, sent)
    await pass(1)
  }
  await pass(60_000)
  assert.equal(made(), 5)
  assert.equal(house.state, "open")
  assert.equal(warnings.calls.length, 4)
  assert.equal(warnings.calls[0].arguments[0], "The client of HouseApi has not renewed its credentials, and tries again in 4 s:")
  assert.deepEqual([warnings.calls[0].arguments[1].type, warnings.calls[0].arguments[1].code], ["NOT_AUTHORIZED", 401])
  assert.equal(warnings.calls[3].arguments[0], "The client of HouseApi has not renewed its credentials, whose rights end now:")
})

test("tries again after headers() has failed", async (t) => {
  for (const fail of [() => { throw new Error("offline") }, () => Promise.reject(new Error("offline"))]) {
    let asked = 0
    const { wire, pass, warnings } = await renewing(t, granted({ expires: 80_000 }),
      { headers: () => ++asked === 2 ? fail() : { authorization: `token ${asked}` } })
    await pass(72_000)
    assert.equal(warnings.calls[0].arguments[1].message, "offline")
    await pass(3_999)
    assert.deepEqual(wire.sent, [])
    await pass(1)
    assert.deepEqual(wire.sent, [frame("token 3")])
    t.mock.timers.reset()
    t.mock.restoreAll()
  }
})

test("gives up headers that never come", async (t) => {
  const { headers, settle } = laterHeaders()
  const { wire, pass, warnings } = await renewing(t, granted({ expires: 80_000 }), { headers })
  await pass(72_000)
  await pass(4_000)
  assert.equal(warnings.calls[0].arguments[1].message, "No answer in time")
  await pass(2_000)
  settle[0]({ authorization: "stale" })
  await settled()
  assert.deepEqual(wire.sent, [])
  settle[1]({ authorization: "fresh" })
  await settled()
  assert.deepEqual(wire.sent, [frame("fresh")])
})

test("tries again when the server never answers", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 80_000 }))
  await pass(72_000)
  await pass(4_000)
  await pass(2_000)
  assert.deepEqual(wire.sent, [frame("token 2"), frame("token 3")])
  wire.receive(refused("TOO_MANY_REQUESTS", 429), 't:::{"expires":100000}', refused())
  await pass(89_999)
  assert.equal(wire.sent.length, 2)
  await pass(1)
  assert.equal(wire.sent.length, 3)
})

test("renews one at a time when asked meanwhile", async (t) => {
  const { headers, settle } = laterHeaders()
  const { wire, pass } = await renewing(t, granted(), { headers })
  wire.receive('t:::{"within":10000}', 't:::{"within":10000}')
  await pass(0)
  wire.receive('t:::{"within":10000}')
  await pass(100)
  assert.equal(settle.length, 1)
  settle[0]({ authorization: "new" })
  await settled()
  wire.receive("t:::{}")
  await pass(10_000)
  assert.deepEqual([wire.sent, settle.length], [[frame("new")], 1])
})

test("renews again when asked after sending", async (t) => {
  const { wire, pass } = await renewing(t, granted())
  wire.receive('t:::{"within":10000}')
  await pass(0)
  wire.receive('t:::{"within":10000}', "t:::{}")
  await pass(999)
  assert.deepEqual(wire.sent, [frame("token 2")])
  await pass(1)
  assert.deepEqual(wire.sent, [frame("token 2"), frame("token 3")])
})

test("renews at most once a second", async (t) => {
  const { wire, pass } = await renewing(t, granted())
  for (let sent = 1; sent <= 3; sent++) {
    wire.receive('t:::{"within":10000}')
    await pass(sent === 1 ? 0 : 999)
    assert.equal(wire.sent.length, sent === 1 ? 1 : sent - 1)
    await pass(sent === 1 ? 0 : 1)
    assert.equal(wire.sent.length, sent)
    wire.receive('t:::{"expires":0}')
  }
})

test("tries again within the time that was asked", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 3_600_000 }))
  wire.receive('t:::{"within":10000}')
  await pass(0)
  wire.receive(refused())
  await pass(4_999)
  assert.equal(wire.sent.length, 1)
  await pass(1)
  assert.equal(wire.sent.length, 2)
})

test("keeps an end that comes before the asked one", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 4_000 }))
  wire.receive('t:::{"within":10000}')
  await pass(0)
  wire.receive(refused())
  await pass(2_000)
  assert.equal(wire.sent.length, 2)
})

test("gives up slow headers earlier when asked", async (t) => {
  const { pass, wire, warnings } = await renewing(t, granted({ expires: 600_000 }), { headers: laterHeaders().headers })
  await pass(540_000)
  wire.receive('t:::{"within":10000}')
  await pass(4_999)
  assert.equal(warnings.calls.length, 0)
  await pass(1)
  assert.equal(warnings.calls.length, 1)
})

test("counts the second from sending", async (t) => {
  const { headers, settle } = laterHeaders()
  const { pass, wire } = await renewing(t, granted(), { headers })
  wire.receive('t:::{"within":10000}')
  await pass(0)
  await pass(900)
  settle[0]({ authorization: "one" })
  await settled()
  wire.receive('t:::{"expires":0}')
  await pass(999)
  assert.deepEqual([wire.sent.length, settle.length], [1, 1])
  await pass(1)
  assert.equal(settle.length, 2)
})

for (const accepted of ["k:::null", 'k:::{"extensions":["limits"],"expires":10000}', 'k:::{"extensions":"credentials","expires":10000}']) {
  test(`ignores frames without the grant: ${accepted}`, async (t) => {
    const { house, wire, pass, warnings } = await renewing(t, accepted)
    wire.receive('t:::{"within":10000}', 't:::{"expires":1000}', refused(), "t:::")
    await pass(60_000)
    assert.deepEqual([wire.sent, warnings.calls, house.state], [[], [], "open"])
  })
}

test("ignores a grant without a function", async (t) => {
  const { wire, pass } = await renewing(t, granted({ expires: 10_000 }), { headers: { authorization: "static" } })
  wire.receive('t:::{"within":10000}')
  await pass(60_000)
  assert.deepEqual(wire.sent, [])
})

test("ignores what is no answer", async (t) => {
  const { house, wire, pass, warnings } = await renewing(t, granted({ expires: 10_000 }))
  wire.receive("t:::", "t:::{", "t:::null", "t:::7", refused())
  await pass(8_999)
  assert.deepEqual([wire.sent, warnings.calls, house.state], [[], [], "open"])
  await pass(1)
  assert.deepEqual(wire.sent, [frame("token 2")])
})

for (const expires of ["10000", -1, null, {}]) {
  test(`takes rights to last for ever until ${JSON.stringify(expires)}`, async (t) => {
    const { wire, pass } = await renewing(t, granted({ expires }))
    await pass(LONGEST)
    assert.deepEqual(wire.sent, [])
  })
}

test("sends no credentials over the server's limit", async (t) => {
  for (const [maxFrameSize, fits] of [[1_024, 1_024], [100_000, 32_768]]) {
    const room = fits - frame("").length
    let token = ""
    const { house, wire, pass, warnings } = await renewing(t, granted({ expires: 100_000, maxFrameSize }),
      { headers: () => ({ authorization: token }) })
    token = "a".repeat(room)
    await pass(90_000)
    assert.equal(wire.sent[0]?.length, fits)
    wire.receive('t:::{"expires":100000}')
    token += "a"
    await pass(90_000)
    assert.equal(wire.sent.length, 1)
    assert.equal(warnings.calls[0].arguments[1].type, "PAYLOAD_TOO_LARGE")
    assert.equal(warnings.calls[0].arguments[1].message, `Their frame has more than ${fits} bytes`)
    assert.equal(house.state, "open")
    t.mock.timers.reset()
    t.mock.restoreAll()
  }
})

test("renews nothing after the connection has closed", async (t) => {
  const { headers, settle } = laterHeaders()
  const { house, wire, pass } = await renewing(t, granted({ expires: 10_000 }), { headers })
  await pass(9_000)
  house.close()
  settle[0]({ authorization: "late" })
  await pass(60_000)
  assert.deepEqual([wire.sent, settle.length], [[], 1])
})

test("renews the connection's own rights after a reconnect", async (t) => {
  const { house, wire, pass, made } = await renewing(t, granted({ expires: 10_000 }))
  await pass(5_000)
  house.forceReconnect()
  await settled()
  const next = Wire.latest
  next.receive(granted({ expires: 10_000 }))
  await pass(8_999)
  assert.deepEqual([wire.sent, made()], [[], 2])
  await pass(1)
  assert.deepEqual([wire.sent, next.sent[1]], [[], frame("token 3")])
})

test("shows the frames to tools", async (t) => {
  const { house, wire, pass } = await renewing(t, granted({ expires: 10_000 }))
  const frames = calls(house, "onframe")
  await pass(9_000)
  wire.receive("t:::{}")
  assert.deepEqual(frames.seen, [["out", frame("token 2")], ["in", "t:::{}"]])
})

test("keeps no process running for its timer", async (t) => {
  const timers = []
  const { setTimeout } = globalThis
  const cleared = t.mock.method(globalThis, "clearTimeout").mock
  t.mock.method(globalThis, "setTimeout", (code, millis) => {
    const timer = setTimeout(code, millis)
    timers.push({ timer, millis })
    return timer
  })
  const { house } = await over(t, houseApi, { headers: () => ({}), accepted: granted({ expires: 3_600_000 }) })
  const { timer } = timers.find(({ millis }) => millis === 3_540_000)
  assert.equal(timer.hasRef(), false)
  house.close()
  assert.ok(cleared.calls.some(({ arguments: [one] }) => one === timer))
})

test("renews over a socket, and reconnects after 4003", async (t) => {
  const server = await RawServer.start(t)
  let made = 0
  const house = open(t, houseApi, {}, { url: server.url, reconnect: { baseDelay: 20, jitter: 0 },
    headers: async () => ({ authorization: `token ${++made}` }) })
  const states = calls(house, "onstate")
  const closed = calls(house, "onclose")
  assert.equal(await server.next(), `h:::{"authorization":"token 1",${RENEWABLE}}`)
  server.send(granted({ expires: 500 }))
  assert.equal(await server.next(), frame("token 2"))
  server.send("t:::{}")
  house.tell(1)
  assert.equal(await server.next(), "m:HouseApi.tell::1")
  server.close(4003, "Revoked")
  const { error } = await closed.next()
  assert.deepEqual([error.constructor.name, error.code, error.reason], ["RightsExpiredError", 4003, "Revoked"])
  assert.equal(await server.next(), `h:::{"authorization":"token 3",${RENEWABLE}}`)
  server.send(granted())
  await reach(states, "open")
  server.close(4003, "Revoked")
  assert.equal((await closed.next()).retry, undefined)
  assert.equal(house.state, "closed")
})

test("calls headers for each attempt and each renewal", async (t) => {
  const { wire, pass, made } = await renewing(t, granted({ expires: 10_000 }))
  assert.equal(made(), 1)
  await pass(9_000)
  wire.receive('t:::{"expires":10000}')
  await pass(9_000)
  assert.equal(made(), 3)
})

test("renews on the server of this library", async (t) => {
  let made = 0
  const client = open(t, credentialsApi, {}, { headers: () => ({ authorization: `Bearer ann:${++made === 1 ? 1_500 : 60_000}` }) })
  const frames = calls(client, "onframe")
  assert.deepEqual(await client.whoami(), { user: "ann", millis: 1_500 })
  const end = Date.now() + 1_500
  let frame
  do [, frame] = await frames.next()
  while (!/^t:::{"expires":5\d{4}}$/.test(frame))
  assert.ok(Date.now() < end)
  assert.deepEqual(await client.whoami(), { user: "ann", millis: 60_000 })
  await new Promise((resolve) => setTimeout(resolve, end + 200 - Date.now()))
  assert.deepEqual(await client.whoami(), { user: "ann", millis: 60_000 })
  assert.equal(made, 2)
})

test("is told of another user's credentials by the server of this library", async (t) => {
  t.mock.method(console, "warn", () => {})
  let made = 0
  const client = open(t, credentialsApi, {}, { reconnect: { baseDelay: 20, jitter: 0 },
    headers: () => ({ authorization: `Bearer ${++made === 1 ? "ann:1500" : "bob:60000"}` }) })
  const closed = calls(client, "onclose")
  assert.deepEqual(await client.whoami(), { user: "ann", millis: 1_500 })
  const states = calls(client, "onstate")
  const { error } = await closed.next()
  assert.deepEqual([error.code, error.reason], [4003, "Expired"])
  await reach(states, "open")
  assert.deepEqual(await client.whoami(), { user: "bob", millis: 60_000 })
})
