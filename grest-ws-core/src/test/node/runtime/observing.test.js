import assert from "node:assert/strict"
import { test } from "node:test"
import { NotConnectedError, ContractError, ConnectionClosedError, RequestTimeoutError, WsError } from "./runtime.js"
import { houseApi, over, settled, Wire } from "./wire.js"
import { open } from "./support.js"

/** Note each snapshot that a client tells. */
function snapshots(house) {
  const seen = []
  house.subscribe(() => seen.push(house.getSnapshot()))
  return seen
}

test("a snapshot is the same object until the state changes", async (t) => {
  const house = open(t, houseApi, {}, { WebSocket: Wire })
  const first = house.getSnapshot()
  assert.deepEqual(first, { state: "connecting", error: undefined, retry: undefined })
  assert.equal(house.getSnapshot(), first)
  assert.ok(Object.isFrozen(first))
  while (!Wire.latest?.sent.length) await null
  assert.equal(house.getSnapshot(), first)
  Wire.latest.receive("k:::null")
  const second = house.getSnapshot()
  assert.deepEqual(second, { state: "open", error: undefined, retry: undefined })
  Wire.latest.receive("m:HouseApi.told::1")
  house.tell(1)
  assert.equal(house.getSnapshot(), second)
})

test("subscribers are told of each change, once the snapshot has it", async (t) => {
  const { house, wire } = await over(t, houseApi, { reconnect: { baseDelay: 60_000, jitter: 0, maxDelay: 60_000 } })
  const seen = snapshots(house)
  wire.onclose({ code: 1006, reason: "gone" })
  const [{ state, error, retry }] = seen
  assert.deepEqual([state, error.code, retry], ["disconnected", 1006, { attempt: 1, delay: 60_000 }])
  house.forceReconnect()
  await settled()
  assert.deepEqual([seen[1].state, seen[1].error, seen[1].retry], ["connecting", error, undefined])
  Wire.latest.receive("k:::null")
  house.close()
  assert.deepEqual(seen.slice(2), [{ state: "open", error: undefined, retry: undefined },
    { state: "closed", error: undefined, retry: undefined }])
})

test("a client that has given up says why in its snapshot", async (t) => {
  const { house, wire } = await over(t, houseApi, { accepted: 'x:::{"success":false,"type":"FORBIDDEN","statusCode":403}' })
  assert.equal(house.getSnapshot().state, "closed")
  assert.equal(house.getSnapshot().error.type, "FORBIDDEN")
  assert.equal(wire.closed[0], 4001)
})

test("a loss without reconnecting is told as well", async (t) => {
  const { house, wire } = await over(t, houseApi, { reconnect: false })
  wire.onclose({ code: 1006, reason: "" })
  assert.deepEqual([house.getSnapshot().state, house.getSnapshot().error.code], ["closed", 1006])
})

test("the error of an earlier connection is not that of the next", async (t) => {
  const { house, wire } = await over(t, houseApi, { reconnect: { baseDelay: 60_000, maxDelay: 60_000 } })
  wire.onclose({ code: 1006, reason: "" })
  house.forceReconnect()
  await settled()
  Wire.latest.receive("k:::null")
  house.forceReconnect()
  assert.deepEqual(house.getSnapshot(), { state: "connecting", error: undefined, retry: undefined })
})

test("each subscription ends by itself, and onstate is kept", async (t) => {
  const { house } = await over(t)
  let told = 0
  const listener = () => told++
  const remove = house.subscribe(listener)
  house.subscribe(listener)
  const states = []
  house.onstate = (state) => states.push(state)
  house.forceReconnect()
  assert.equal(told, 2)
  remove()
  remove()
  house.close()
  assert.equal(told, 3)
  assert.deepEqual(states, ["connecting", "closed"])
})

test("a subscriber that fails or closes the client harms no other, and no change is told late", async (t) => {
  t.mock.method(console, "error", () => {})
  const { house } = await over(t)
  house.subscribe(() => { throw new Error("of the page") })
  house.subscribe(() => house.close())
  const seen = snapshots(house)
  house.forceReconnect()
  assert.deepEqual(seen.map(({ state }) => state), ["closed"])
  assert.equal(console.error.mock.callCount(), 2)
})

test("a call without a connection fails as one that was not sent", async (t) => {
  const { house, wire } = await over(t, houseApi, { reconnect: { baseDelay: 60_000, maxDelay: 60_000 } })
  const pending = house.ask(1)
  await settled()
  wire.onclose({ code: 1006, reason: "" })
  await assert.rejects(pending, ConnectionClosedError)
  await assert.rejects(house.ask(2), (error) => {
    assert.ok(error instanceof NotConnectedError && error instanceof ContractError)
    assert.ok(!(error instanceof ConnectionClosedError || error instanceof RequestTimeoutError || error instanceof WsError))
    assert.deepEqual([error.type, error.code, error.cause.code], ["SERVER_ERROR", 500, 1006])
    return true
  })
  assert.throws(() => house.tell(2), NotConnectedError)
})

test("isError tells the errors of one method from others", async (t) => {
  const { house, wire } = await over(t)
  const asked = house.ask(1)
  await settled()
  wire.receive('s:HouseApi.ask:1:{"success":false,"type":"BUSY","statusCode":409}')
  const busy = await asked.catch((error) => error)
  assert.ok(houseApi.isError(busy))
  assert.ok(houseApi.isError(busy, "ask"))
  assert.ok(!houseApi.isError(busy, "on"))
  for (const type of ["SERVER_ERROR", "VALIDATION_ERROR", "FORBIDDEN", "NOT_AUTHORIZED"]) {
    assert.ok(houseApi.isError(new ContractError(type), "on"), type)
  }
  assert.ok(houseApi.isError(new NotConnectedError(), "on"))
  assert.ok(!houseApi.isError(new WsError(1006), "ask"))
  assert.ok(!houseApi.isError(new ContractError("toString"), "ask"))
  for (const method of ["tell", "told", "toString", "asks"]) {
    assert.throws(() => houseApi.isError(busy, method), { name: "TypeError", message: `A server of HouseApi answers no ${method}` })
  }
})
