// Lives of a client in pages and workers: what no framework has a part in.
import { ref, watchEffect } from "vue"
import { boardApi } from "./BoardApi.js"
import { assert, counts, equal, observer, runAll, test, until } from "./harness.js"
import { Gap } from "./runtime.js"

const options = new URLSearchParams(location.search)
const SECONDS = Number(options.get("seconds") ?? 0)
const MEGABYTE = 1_048_576

/** The two ends of a port, as calls. */
function ask(worker, message) {
  return new Promise((resolve) => {
    worker.port.onmessage = ({ data }) => resolve(data)
    worker.port.postMessage(message)
  })
}

test("pages share the client of a SharedWorker", async (t) => {
  const [one, other] = ["one", "other"].map(() => new SharedWorker("./shared.worker.js", { type: "module" }))
  const watching = observer(t)
  equal(await ask(one, { board: t.board, add: { one: 1, other: 2 } }), { answer: 3 })
  equal(await ask(other, { board: t.board, add: { one: 3, other: 4 } }), { answer: 7 })
  equal((await counts(watching)).open, 1)
  equal(await ask(other, { close: true }), { answer: "closed" })
  await until(async () => (await counts(watching)).open === 0)
})

test("a client in ref() of Vue is called as any other", async (t) => {
  const held = ref(boardApi({ board: t.board }))
  t.after(() => held.value.close())
  const seen = []
  held.value.on({ note: ({ number }) => seen.push(number) })
  const states = []
  watchEffect(() => states.push(held.value.state))
  await held.value.opened()
  equal(await held.value.add({ one: 1, other: 2 }), 3)
  held.value.post({ count: 3 })
  await until(() => seen.at(-1) === 3)
  const messages = held.value.messages("note")
  held.value.post({ count: 2 })
  equal([(await messages.next()).value.number, (await messages.next()).value.number], [4, 5])
})

test("iterators that nobody takes from keep the heap flat", async (t) => {
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  await client.opened()
  const slow = client.messages("note", { gaps: true })
  const ending = client.messages("note")
  const all = client.messages({ gaps: true })
  let seen = 0
  client.on({ note: () => seen++ })
  // 5,000 messages each, in so many frames as a server sends in a second.
  const round = async () => {
    for (let burst = 0; burst < 10; burst++) {
      const goal = seen + 500
      client.post({ count: 500 })
      await until(() => seen >= goal)
    }
    gc()
    return performance.memory.usedJSHeapSize
  }
  for (let warm = 0; warm < 3; warm++) await round()
  const first = await round()
  const end = performance.now() + SECONDS * 1_000
  const heaps = []
  while (heaps.length < 5 || performance.now() < end) heaps.push(await round())
  const grown = Math.max(...heaps) - first
  assert(grown < MEGABYTE, `The heap has grown by ${grown} bytes in ${heaps.length} rounds`)
  window.heap = { rounds: heaps.length, messages: seen, grown }
  equal((await slow.next()).value instanceof Gap, true)
  equal((await all.next()).value instanceof Gap, true)
  equal(await ending.next().catch((error) => error.name), "RangeError")
}, SECONDS * 1_000)

runAll()
