import { mount, unmount } from "svelte"
import { boardApi } from "./BoardApi.js"
import Board from "./Board.svelte"
import { counts, entries, equal, numbers, observer, runAll, test, until } from "./harness.js"
import { callStore, messageStore, snapshotStore, socketStore, streamStore } from "./svelte.js"

/** Subscribe until the test ends. */
function subscribe(t, store) {
  const seen = { isIn: true }
  const unsubscribe = store.subscribe((value) => seen.value = value)
  const leave = () => {
    if (seen.isIn) unsubscribe()
    seen.isIn = false
  }
  t.after(leave)
  return Object.assign(seen, { leave })
}

test("serves a component, and leaves nothing behind", async (t) => {
  const watching = observer(t)
  const target = document.body.appendChild(document.createElement("div"))
  const component = mount(Board, { target, props: { board: t.board } })
  const text = (name) => target.querySelector(`.${name}`).textContent
  const press = (name) => target.querySelector(`.${name}`).click()
  await until(() => text("state") === "open" && text("notes") === "0")
  press("add")
  await until(() => text("sum") === "3")
  press("ask")
  await until(() => text("ask") === "I am a component")
  equal(await counts(watching), { opened: 1, open: 1, cancelled: 0 })
  await unmount(component)
  await until(async () => (await counts(watching)).open === 0)
})

test("opens one client for all subscribers, and closes it with the last", async (t) => {
  const watching = observer(t)
  const board = socketStore(() => boardApi({ board: t.board }))
  equal((await counts(watching)).opened, 0)
  const [one, other] = [subscribe(t, board), subscribe(t, messageStore(board, "note"))]
  await until(() => one.value.state === "open" && other.value.length === 1)
  one.leave()
  await until(async () => (await counts(watching)).open === 1)
  other.leave()
  await until(async () => (await counts(watching)).open === 0)
  const again = subscribe(t, board)
  await until(() => again.value.state === "open")
  equal(await counts(watching), { opened: 2, open: 1, cancelled: 0 })
})

test("tells that there is no client", async (t) => {
  const none = socketStore(() => undefined)
  equal(subscribe(t, none).value.state, "closed")
  equal((await callStore(none, "add").call({ one: 1, other: 2 }).catch((error) => error)).mayHaveRun, false)
})

test("shows the first message and all after it, in order", async (t) => {
  const board = socketStore(() => boardApi({ board: t.board }))
  const notes = subscribe(t, messageStore(board, "note", { limit: 2_000 }))
  const few = subscribe(t, messageStore(board, "note", { limit: 3 }))
  const held = subscribe(t, board)
  await until(() => held.value.state === "open")
  held.value.socket.post({ count: 1_000 })
  await until(() => notes.value.length === 1_001)
  equal(notes.value.map(({ number }) => number), numbers(0, 1_000))
  equal(few.value.map(({ number }) => number), [998, 999, 1_000])
})

test("shows what is missing among the messages", async (t) => {
  const board = socketStore(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
  const held = subscribe(t, board)
  const notes = subscribe(t, messageStore(board, "note", { limit: 3, gaps: true }))
  await until(() => notes.value.length === 1)
  held.value.socket.post({ count: 10 })
  await until(() => notes.value.at(-1)?.number === 10)
  equal(entries(notes.value), ["overflow 8", 8, 9, 10])
  held.value.socket.loseAll()
  await until(() => notes.value.at(-2)?.reason === "reconnected")
  equal(entries(notes.value).slice(0, 3), ["overflow 10", 10, "reconnected 0"])
})

test("shows what a client does that it does not open", async (t) => {
  const client = boardApi({ board: t.board })
  const shown = subscribe(t, snapshotStore(client))
  await until(() => shown.value.state === "open")
  client.close()
  equal(shown.value.state, "closed")
})

test("shows what becomes of a call", async (t) => {
  const add = callStore(socketStore(() => boardApi({ board: t.board })), "add")
  const shown = subscribe(t, add)
  const answer = add.call({ one: 1, other: 2 })
  equal(shown.value.pending, true)
  equal(await answer, 3)
  equal(shown.value, { data: 3, pending: false })
  add.call({ one: 2, other: 2 })
  await until(() => shown.value.error)
  equal([boardApi.isError(shown.value.error, "add"), shown.value.data], [true, undefined])
})

test("calls though nobody looks, and closes the client after it", async (t) => {
  const watching = observer(t)
  const add = callStore(socketStore(() => boardApi({ board: t.board })), "add")
  equal(await Promise.all([add.call({ one: 1, other: 2 }), add.call({ one: 3, other: 4 })]), [3, 7])
  await until(async () => (await counts(watching)).open === 0)
  equal((await counts(watching)).opened, 1)
})

test("cancels unfinished calls at the end, or when they are to be", async (t) => {
  const watching = observer(t)
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  const never = callStore(client, "never")
  const shown = subscribe(t, never)
  await client.opened()
  const first = never.call("one").catch(({ name }) => name)
  never.cancel()
  equal([await first, shown.value.pending], ["AbortError", false])
  const second = never.call("two").catch(({ name }) => name)
  await client.counts() // the call before it has arrived
  shown.leave()
  equal(await second, "AbortError")
  await until(async () => (await counts(watching)).cancelled >= 1)
})

test("shows the items of a stream, its end and its failure", async (t) => {
  const board = socketStore(() => boardApi({ board: t.board }))
  const shown = subscribe(t, streamStore(board, (one) => one.count({ from: 1, to: 9 })))
  await until(() => !shown.value.pending)
  equal(shown.value, { latest: 9, pending: false })
  const failed = subscribe(t, streamStore(board, (one) => one.count({ from: 2, to: 1 })))
  await until(() => failed.value.error?.type === "EXISTS")
})

test("opens a stream anew after a loss, and leaves it", async (t) => {
  const watching = observer(t)
  const board = socketStore(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
  const shown = subscribe(t, streamStore(board, (one) => one.count({ from: 1, to: 200 })))
  const held = subscribe(t, board)
  await until(() => shown.value.latest === 200)
  await watching.opened()
  watching.loseAll()
  await until(() => watching.state !== "open")
  await until(async () => watching.state === "open" && held.value.state === "open" && (await counts(watching)).cancelled === 1)
  equal([shown.value.error, shown.value.pending], [undefined, true])
  await held.value.socket.counts() // the call of the stream has arrived
  shown.leave()
  await until(async () => (await counts(watching)).cancelled === 2)
})

runAll()
