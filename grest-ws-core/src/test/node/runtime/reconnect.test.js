import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi } from "./contracts.js"
import { calls, fakePage, Network, open, reach, serverError } from "./support.js"

const soon = { baseDelay: 20, jitter: 0 }

test("a connection that is lost is opened again, and nothing is kept for it", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: { baseDelay: 200, jitter: 0 } })
  const messages = chat.messages("newMessage")
  await chat.opened()
  const states = calls(chat, "onstate")
  const closed = calls(chat, "onclose")
  const pending = chat.slow({ millis: 5_000 })
  network.drop()
  await assert.rejects(pending, serverError(/^Socket connection closed!$/))
  const { code, retry } = await closed.next()
  assert.equal(code, 1006)
  assert.deepEqual(retry, { attempt: 1, delay: 200 })
  assert.equal(chat.state, "disconnected")
  assert.throws(() => chat.ping(), serverError(/tries again in 1 s/))
  await assert.rejects(chat.joinRoom({ roomId: "a" }), serverError(/tries again in 1 s/))
  await chat.opened()
  assert.deepEqual(states.seen, ["disconnected", "connecting", "open"])
  await chat.sendMessage({ text: "back again", channelId: "general" })
  assert.equal((await messages.next()).value.text, "back again")
})

test("a server that is away is tried again after longer and longer", async (t) => {
  const network = await Network.start(t)
  await network.cut()
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: { baseDelay: 10, maxDelay: 40, jitter: 0 } })
  const closed = calls(chat, "onclose")
  const retries = []
  while (retries.length < 5) retries.push((await closed.next()).retry)
  assert.deepEqual(retries.map(({ delay }) => delay), [10, 20, 40, 40, 40])
  assert.deepEqual(retries.map(({ attempt }) => attempt), [1, 2, 3, 4, 5])
  await network.restore()
  await reach(calls(chat, "onstate"), "open")
})

test("a delay is spread by the jitter", async (t) => {
  const network = await Network.start(t)
  await network.cut()
  const first = { baseDelay: 1_000, maxDelay: 60_000 }
  const longest = { baseDelay: 1_000, maxDelay: 1_000 }
  for (const [reconnect, from, to] of [[first, 500, 1_500], [longest, 500, 1_000]]) {
    const delays = []
    while (delays.length < 20) {
      const chat = open(t, chatApi, {}, { url: network.url, reconnect })
      delays.push((await calls(chat, "onclose").next()).retry.delay)
      chat.close()
    }
    for (const delay of delays) assert.ok(delay >= from && delay <= to, `${delay}`)
    assert.ok(new Set(delays).size > 10)
    assert.ok(Math.max(...delays) - Math.min(...delays) > (to - from) / 4)
  }
})

test("after the last retry the client ends with an error", async (t) => {
  const network = await Network.start(t)
  await network.cut()
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: { ...soon, maxRetries: 2 } })
  const closed = calls(chat, "onclose")
  await assert.rejects((async () => { for await (const message of chat) assert.fail(message.type) })(),
    { name: "WsError", code: 1006 })
  assert.equal(chat.state, "closed")
  assert.deepEqual(closed.seen.map(({ retry }) => retry?.attempt), [1, 2, undefined])
})

test("the count of attempts begins anew once a connection has held", async (t) => {
  const network = await Network.start(t)
  for (const [resetAfter, attempt] of [[0, 1], [60_000, 2]]) {
    const chat = open(t, chatApi, {}, { url: network.url, reconnect: { ...soon, resetAfter } })
    const closed = calls(chat, "onclose")
    await chat.opened()
    network.drop()
    assert.equal((await closed.next()).retry.attempt, 1)
    await chat.opened()
    network.drop()
    assert.equal((await closed.next()).retry.attempt, attempt)
    chat.close()
  }
})

test("close() is for good, and ends iterations silently", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon })
  await chat.opened()
  const closed = calls(chat, "onclose")
  const iterated = (async () => { for await (const message of chat) assert.fail(message.type) })()
  const received = chat.receive()
  chat.close()
  await iterated
  await assert.rejects(received, { name: "WsError", code: 1000 })
  for await (const message of chat.messages("typing")) assert.fail(message)
  chat.forceReconnect()
  assert.equal(chat.state, "closed")
  assert.equal(closed.seen.length, 0)
  assert.equal(network.accepted, 1)
})

test("close() before the connection is open fails who waits for it", async (t) => {
  const chat = open(t, chatApi)
  const waiting = [chat.opened(), chat.joinRoom({ roomId: "a" })]
  chat.close()
  for (const promise of waiting) await assert.rejects(promise, { name: "WsError", message: /was closed/ })
})

test("teardown() of a connection that is lost meanwhile closes all the same", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon })
  await chat.opened()
  const call = chat.slow({ millis: 5_000 })
  const closed = chat.teardown()
  network.drop()
  await assert.rejects(call, serverError(/^Socket connection closed!$/))
  await closed
  assert.equal(chat.state, "closed")
})

test("close() while disconnected gives up the next attempt", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon })
  await chat.opened()
  chat.onclose = () => chat.close()
  network.drop()
  await reach(calls(chat, "onstate"), "closed")
  await assert.rejects(chat.opened(), serverError(/is closed/))
})

test("without reconnecting, a loss ends iterations silently", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: false })
  await chat.opened()
  const closed = calls(chat, "onclose")
  const iterated = (async () => { for await (const message of chat) assert.fail(message.type) })()
  network.drop()
  await iterated
  assert.equal((await closed.next()).retry, undefined)
  assert.equal(chat.state, "closed")
  assert.throws(() => chat.ping(), serverError(/is closed/))
})

test("a connection that says nothing is given up, and opened again", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon, heartbeat: { interval: 40, timeout: 400 } })
  await chat.opened()
  const closed = calls(chat, "onclose")
  const pending = chat.slow({ millis: 60_000 })
  network.freeze()
  await assert.rejects(pending, serverError(/^Socket connection closed!$/))
  const { code, reason, retry } = await closed.next()
  assert.deepEqual([code, reason, retry.attempt], [4008, "Heartbeat timeout", 1])
  await chat.opened()
})

test("a silent connection that answers pings is kept", async (t) => {
  const chat = open(t, chatApi, {}, { heartbeat: { interval: 20, timeout: 5_000 } })
  const frames = calls(chat, "onframe")
  await chat.opened()
  let pongs = 0
  while (pongs < 3) if ((await frames.next())[1] === "o:::") pongs++
  assert.equal(chat.state, "open")
})

test("a page that is looked at again asks whether the server is still there", async (t) => {
  const page = fakePage(t)
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon, heartbeat: { interval: 60_000, timeout: 200 } })
  await chat.opened()
  network.freeze()
  const closed = calls(chat, "onclose")
  page.become("hidden")
  page.become("visible")
  assert.equal((await closed.next()).code, 4008)
  await chat.opened()
})

const awakenings = { "looked at again": (page) => page.become("visible"), "online again": (page) => page.online() }

for (const [name, wake] of Object.entries(awakenings)) {
  test(`a page that is ${name} does not wait for the next attempt`, async (t) => {
    const page = fakePage(t)
    const network = await Network.start(t)
    const chat = open(t, chatApi, {}, { url: network.url, reconnect: { baseDelay: 600_000, maxDelay: 600_000 } })
    await chat.opened()
    network.drop()
    await reach(calls(chat, "onstate"), "disconnected")
    wake(page)
    await chat.opened()
    chat.close()
    assert.equal(page.listeners, 0, "a client that is closed listens no more")
  })
}

test("forceReconnect() opens another connection at once", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url })
  await chat.opened()
  const states = calls(chat, "onstate")
  chat.forceReconnect()
  await chat.opened()
  assert.deepEqual(states.seen, ["connecting", "open"])
  assert.equal(network.accepted, 2)
})

test("a server that does not accept in time is tried again", async (t) => {
  const network = await Network.start(t)
  const chat = open(t, chatApi, {}, { url: network.url, reconnect: soon, handshakeTimeout: 200 })
  chat.onframe = (direction) => direction === "out" && network.accepted === 1 && network.freeze()
  await assert.rejects(chat.opened(), { name: "WsError", code: 4001, message: "Handshake timeout" })
  await chat.opened()
  assert.equal(network.accepted, 2)
})
