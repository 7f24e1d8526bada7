import assert from "node:assert/strict"
import { test } from "node:test"
import { EnvelopeConnection } from "./envelope.js"
import { RightsExpiredError, socketApi, WsError } from "./runtime.js"
import { calls, open } from "./support.js"
import { houseApi, over, settled, Wire } from "./wire.js"

const rejected = (type, statusCode) => `x:::${JSON.stringify({ success: false, type, statusCode })}`
const bellApi = socketApi({ name: "BellApi", dialect: "envelope", path: "/ws/bell", calls: {}, handlers: {},
  connection: EnvelopeConnection })

/** An open client whose connections are lost and made by hand, with time that passes when it is told to. */
async function expiring(t, { accepted = "k:::null", ...options } = {}, api = houseApi) {
  let now = 0
  let made = 0
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  t.mock.method(performance, "now", () => now)
  const house = open(t, api, {}, { WebSocket: Wire, heartbeat: false, reconnect: { baseDelay: 1_000, jitter: 0 },
    headers: () => ({ authorization: `token ${++made}` }), ...options })
  const closed = calls(house, "onclose").seen
  await settled()
  const close = async (reason = "Expired", code = 4003) => {
    Wire.latest.onclose({ code, reason })
    await settled()
  }
  const pass = async (millis) => {
    now += millis
    t.mock.timers.tick(millis)
    await settled()
  }
  const next = async () => {
    await pass(60_000)
    return Wire.latest
  }
  if (accepted) Wire.latest.receive(accepted)
  return { house, closed, close, pass, next, made: () => made }
}

for (const reason of ["Expired", "Revoked", ""]) {
  test(`reconnects with new credentials after 4003 "${reason}"`, async (t) => {
    const { house, closed, close, next } = await expiring(t)
    const failed = assert.rejects(house.ask(1), ({ cause }) => cause instanceof RightsExpiredError && cause.reason === reason)
    await close(reason)
    await failed
    assert.equal(house.state, "disconnected")
    assert.deepEqual(closed[0].retry, { attempt: 1, delay: 1_000 })
    const wire = await next()
    assert.match(wire.sent[0], /^h:::\{"authorization":"token 2",/)
    wire.receive("k:::null")
    assert.equal(house.state, "open")
  })
}

test("tells expired rights from other closes", async (t) => {
  const { closed, close, next } = await expiring(t)
  await close("Revoked")
  const { error } = closed[0]
  assert.ok(error instanceof RightsExpiredError && error instanceof WsError)
  assert.deepEqual([error.name, error.code, error.reason, error.type, error.message],
    ["WsError", 4003, "Revoked", undefined, "Connection closed: 4003 Revoked"])
  ;(await next()).receive("k:::null")
  await close("", 1006)
  assert.ok(!(closed[1].error instanceof RightsExpiredError))
})

test("ends after 4003 within ten seconds of another", async (t) => {
  const { house, closed, close, pass, next, made } = await expiring(t)
  const iterated = assert.rejects((async () => { for await (const message of house) assert.fail(message.type) })(),
    RightsExpiredError)
  await close()
  ;(await next()).receive("k:::null")
  await pass(9_999)
  await close("Revoked")
  await iterated
  assert.deepEqual([house.state, closed[1].retry, made()], ["closed", undefined, 2])
})

test("reconnects after 4003 of a held connection", async (t) => {
  const { house, close, pass, next, made } = await expiring(t)
  for (const attempt of [2, 3, 4]) {
    await close()
    ;(await next()).receive("k:::null")
    await pass(10_000)
    assert.deepEqual([house.state, made()], ["open", attempt])
  }
})

for (const [type, status] of [["NOT_AUTHORIZED", 401], ["FORBIDDEN", 403], ["VALIDATION_ERROR", 422]]) {
  test(`ends after 4003 when the handshake fails with ${type}`, async (t) => {
    const { house, closed, close, next, made } = await expiring(t)
    await close()
    ;(await next()).receive(rejected(type, status))
    assert.deepEqual([house.state, closed[1].retry, closed[1].error.type, made()], ["closed", undefined, type, 2])
  })
}

test("remembers 4003 while the server is away", async (t) => {
  const { house, close, next, made } = await expiring(t)
  await close()
  await next()
  await close("", 1006)
  ;(await next()).receive(rejected("SERVER_ERROR", 500))
  ;(await next()).receive("k:::null")
  assert.deepEqual([house.state, made()], ["open", 4])
  await close()
  assert.equal(house.state, "closed")
})

test("reconnects once after 4003 during the handshake", async (t) => {
  const { house, closed, close, next } = await expiring(t, { accepted: false })
  await close("Revoked")
  assert.deepEqual([house.state, closed[0].error.type], ["disconnected", "SERVER_ERROR"])
  assert.equal(closed[0].error.message, "Connection closed before the server accepted it: 4003 Revoked")
  await next()
  await close("Revoked")
  assert.equal(house.state, "closed")
})

test("ends at 4003 without reconnecting", async (t) => {
  const { house, close } = await expiring(t, { reconnect: false })
  const failed = assert.rejects(house.receive(), RightsExpiredError)
  await close()
  await failed
  assert.equal(house.state, "closed")
})

test("reconnects with static headers and in envelopes", async (t) => {
  for (const [options, api] of [[{ headers: { a: "b" } }, houseApi], [{ accepted: false }, bellApi]]) {
    const { house, close, next } = await expiring(t, options, api)
    await close()
    const { made } = Wire
    await next()
    assert.deepEqual([house.state, Wire.made], [api === bellApi ? "open" : "connecting", made + 1])
    await close()
    assert.equal(house.state, "closed")
    t.mock.timers.reset()
    t.mock.restoreAll()
  }
})

test("calls query for each attempt, with others beside", async (t) => {
  let tickets = 0
  const { house, close, next } = await expiring(t, { url: "ws://localhost?ticket=old&kept=1",
    query: async () => ({ lang: "en", ticket: `t${++tickets}` }) })
  assert.equal(Wire.latest.url, "ws://localhost/ws/house?kept=1&lang=en&ticket=t1")
  await close()
  const wire = await next()
  assert.equal(wire.url, "ws://localhost/ws/house?kept=1&lang=en&ticket=t2")
  wire.receive("k:::null")
  assert.deepEqual([house.state, tickets], ["open", 2])
})
