// Streams with the server of this library.
import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { streamApi } from "./contracts.js"
import { take } from "./market.js"
import { ContractError, RequestTimeoutError } from "./runtime.js"
import { calls, open } from "./support.js"

const numbers = (to) => Array.from({ length: to }, (_, index) => index + 1)

/** Wait until the server has cancelled so many calls of a key. */
async function cancelled(client, key, count) {
  for (let total = 0; total < count;) total += (await client.stats({ key })).cancelled
}

test("a stream has all items in order, however many", async (t) => {
  const client = open(t, streamApi)
  const [many, few, none] = await Promise.all([take(client.count({ to: 5_000 })), take(client.count({ to: 7 }, { window: 1 })),
    take(client.empty())])
  assert.deepEqual(many, { taken: numbers(5_000), error: undefined })
  assert.deepEqual(few.taken, numbers(7))
  assert.deepEqual(none, { taken: [], error: undefined })
})

test("an error follows the items before it", async (t) => {
  const client = open(t, streamApi)
  const failed = await take(client.failAfter({ items: 100 }))
  assert.deepEqual(failed.taken, numbers(100))
  assert.ok(streamApi.isError(failed.error, "failAfter"))
  assert.deepEqual([failed.error.type, failed.error.details], ["ROOM_FULL", { capacity: 2 }])
  const crashed = await take(client.crashAfter({ items: 1 }))
  assert.deepEqual([crashed.taken, crashed.error.type], [[1], "SERVER_ERROR"])
  assert.equal((await take(client.count({ to: 0 }))).error.type, "VALIDATION_ERROR")
})

test("a stream is cancelled by leaving its loop, by a signal, and by its timeout", async (t) => {
  const client = open(t, streamApi)
  const key = randomUUID()
  for await (const number of client.forever({ key })) if (number === 300) break
  const controller = new AbortController()
  const aborted = take(client.forever({ key }, { signal: controller.signal }))
  setTimeout(() => controller.abort(), 50)
  assert.equal((await aborted).error.name, "AbortError")
  const { taken, error } = await take(client.never({ key }, { timeout: 200 }))
  assert.deepEqual(taken, [])
  assert.ok(error instanceof RequestTimeoutError || error.type === "DEADLINE_EXCEEDED")
  await cancelled(client, key, 3)
})

test("a plain call is cancelled by a signal and by its timeout", async (t) => {
  const client = open(t, streamApi)
  const key = randomUUID()
  await client.opened()
  const controller = new AbortController()
  const slow = client.slow({ millis: 60_000, key }, { signal: controller.signal })
  controller.abort()
  await assert.rejects(slow, { name: "AbortError" })
  await assert.rejects(client.slow({ millis: 60_000, key }, { timeout: 200 }),
    (error) => error instanceof RequestTimeoutError || error.type === "DEADLINE_EXCEEDED")
  await cancelled(client, key, 2)
})

test("a call takes a stream, and items go both ways", async (t) => {
  const client = open(t, streamApi)
  assert.equal(await client.sum(numbers(1_000)), 500_500)
  assert.equal(await client.sum([]), 0)
  const lines = numbers(200).map((number) => ({ text: `${number}: ž;a` }))
  assert.deepEqual((await take(client.echo(lines))).taken, lines)
  await assert.rejects(client.sum((function* () {
    yield 1
    throw new ContractError("ROOM_FULL", { details: { capacity: 3 } })
  })()), { type: "ROOM_FULL", details: { capacity: 3 } })
})

test("the server leaves what it takes", async (t) => {
  const client = open(t, streamApi)
  let isLeft = false
  const sum = await client.take((async function* () {
    try {
      for (let number = 1; ; number++) yield number
    } finally {
      isLeft = true
    }
  })())
  assert.equal(sum, 3)
  assert.ok(isLeft)
})

test("the server takes a stream of the client, and leaves it", async (t) => {
  const client = open(t, streamApi)
  let left
  const isLeft = new Promise((resolve) => left = resolve)
  client.on({
    ticks: async function* ({ count }, { signal }) {
      try {
        for (let number = 1; count || number < 4; number++) yield number
        throw new ContractError("ROOM_FULL", { details: { capacity: 5 } })
      } finally {
        if (count) left(signal)
      }
    },
    name: () => "Ann"
  })
  assert.equal(await client.askTicks({ take: 10, window: 4 }), 55)
  assert.equal((await isLeft).reason.type, "CANCELLED")
  assert.equal(await client.askName(), "Ann")
  await assert.rejects(client.askTicks({ take: 0, window: 4 }), { type: "ROOM_FULL", details: { capacity: 5 } })
})

test("a plain call passes an endless stream", async (t) => {
  const client = open(t, streamApi)
  const frames = calls(client, "onframe")
  let count = 0
  for await (const number of client.forever({ key: randomUUID() })) {
    if (number === 100) assert.deepEqual(await client.slow({ millis: 1, key: "" }), { millis: 1 })
    if (++count === 500) break
  }
  assert.ok(frames.seen.some(([direction, text]) => direction === "out" && text === "q::1:48"))
})
