import assert from "node:assert/strict"
import { test } from "node:test"
import { calls, fakePage } from "./support.js"
import { over, settled, Wire } from "./wire.js"

/** A client of a page that has lost its connection, and waits long for its next attempt. */
async function lost(t, options) {
  const page = fakePage(t)
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] })
  let now = 0
  t.mock.method(performance, "now", () => now)
  const pass = async (millis) => {
    now += millis
    t.mock.timers.tick(millis)
    await settled()
  }
  const { house, wire } = await over(t, undefined, { reconnect: { baseDelay: 20_000, jitter: 0 }, ...options })
  const closed = calls(house, "onclose").seen
  await pass(5_000)
  wire.onclose({ code: 1006, reason: "" })
  return { page, house, closed, pass, made: Wire.made, refuse: () => Wire.latest.onclose({ code: 1006, reason: "" }) }
}

for (const event of ["online", "become"]) {
  test(`a page that is woken again and again (${event}) makes an attempt at once, and then one a second`, async (t) => {
    const { page, house, pass, made, refuse } = await lost(t)
    page[event]("visible")
    await settled()
    assert.equal(Wire.made, made + 1)
    refuse()
    for (let i = 0; i < 20; i++) page[event]("visible")
    await settled()
    assert.deepEqual([house.state, Wire.made], ["disconnected", made + 1])
    await pass(999)
    for (let i = 0; i < 20; i++) page[event]("visible")
    assert.equal(Wire.made, made + 1)
    await pass(1)
    assert.equal(Wire.made, made + 2)
    refuse()
    await pass(10_000)
    page[event]("visible")
    await settled()
    assert.equal(Wire.made, made + 3)
  })
}

test("a page that is woken just before the next attempt leaves that as it is", async (t) => {
  const { page, pass, made, refuse } = await lost(t, { reconnect: { baseDelay: 500, maxDelay: 500, jitter: 0 } })
  page.online()
  await settled()
  refuse()
  await pass(100)
  page.online()
  await pass(399)
  assert.equal(Wire.made, made + 1)
  await pass(1)
  assert.equal(Wire.made, made + 2)
})

test("a network that returns begins the delays anew, a page that is looked at does not", async (t) => {
  const { page, closed, pass, refuse } = await lost(t)
  page.become("visible")
  await settled()
  refuse()
  assert.deepEqual(closed.map(({ retry }) => retry), [{ attempt: 1, delay: 20_000 }, { attempt: 2, delay: 30_000 }])
  await pass(1_000)
  page.online()
  await settled()
  refuse()
  assert.deepEqual(closed[2].retry, { attempt: 1, delay: 20_000 })
})

test("attempts without a network are not counted, so the client does not give up", async (t) => {
  Object.defineProperty(globalThis, "navigator", { configurable: true, writable: true, value: { onLine: false } })
  t.after(() => delete globalThis.navigator)
  const { page, house, pass, refuse } = await lost(t, { reconnect: { baseDelay: 1_000, jitter: 0, maxRetries: 1 } })
  for (let attempt = 0; attempt < 5; attempt++) {
    await pass(30_000)
    refuse()
    assert.equal(house.state, "disconnected")
  }
  navigator.onLine = true
  page.online()
  await settled()
  refuse()
  await pass(1_000)
  refuse()
  assert.equal(house.state, "closed")
})

test("a network that goes asks whether the server is still there", async (t) => {
  const page = fakePage(t)
  const { house, wire } = await over(t)
  page.offline()
  page.offline()
  assert.equal(wire.sent.at(-1), "p:::")
  assert.equal(wire.sent.length, 2)
  wire.receive("o:::")
  assert.equal(house.state, "open")
})

test("a client that is closed listens to the page no more", async (t) => {
  const page = fakePage(t)
  const { house, wire } = await over(t)
  assert.equal(page.listeners, 3)
  house.close()
  assert.equal(page.listeners, 0)
  page.online()
  page.offline()
  page.become("visible")
  assert.equal(wire.sent.length, 1)
})

test("without a page there are no events to listen to", async (t) => {
  const { house } = await over(t)
  assert.equal(globalThis.addEventListener, undefined)
  assert.equal(house.state, "open")
})
