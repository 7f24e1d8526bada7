import { concatMap, firstValueFrom, lastValueFrom, map, of, scan, switchMap, take, toArray } from "rxjs"
import { boardApi } from "./BoardApi.js"
import { counts, entries, equal, numbers, observer, runAll, test, until } from "./harness.js"
import { fromCall, fromMessages, fromSocket, fromState, fromStream } from "./rxjs.js"

/** Subscribe until the test ends. */
function subscribe(t, observable) {
  const seen = { values: [] }
  const subscription = observable.subscribe({
    next: (value) => seen.values.push(value),
    error: (error) => seen.error = error,
    complete: () => seen.isComplete = true
  })
  t.after(() => subscription.unsubscribe())
  return Object.assign(seen, { leave: () => subscription.unsubscribe() })
}

const failureOf = (observable) => lastValueFrom(observable).catch((error) => error)

test("opens one client for all subscribers, and closes it with the last", async (t) => {
  const watching = observer(t)
  const board = fromSocket(() => boardApi({ board: t.board }))
  const states = board.pipe(map(({ state }) => state))
  equal((await counts(watching)).opened, 0)
  const [one, other] = [subscribe(t, states), subscribe(t, states)]
  await until(() => one.values.at(-1) === "open")
  equal([one.values.at(-1), other.values.at(-1)], ["open", "open"])
  await until(async () => (await counts(watching)).open === 1)
  one.leave()
  equal(await firstValueFrom(fromCall(board, "add", { one: 1, other: 2 })), 3)
  other.leave()
  await until(async () => (await counts(watching)).open === 0)
  const again = subscribe(t, states)
  await until(() => again.values.at(-1) === "open")
  equal(await counts(watching), { opened: 2, open: 1, cancelled: 0 })
})

test("tells the state of a client until it is closed", async (t) => {
  const client = boardApi({ board: t.board })
  const states = subscribe(t, fromState(client).pipe(map(({ state }) => state)))
  await client.opened()
  client.close()
  equal([states.values, states.isComplete], [["connecting", "open", "closed"], true])
})

test("tells the first message and all after it, in order", async (t) => {
  const board = fromSocket(() => boardApi({ board: t.board }))
  const notes = subscribe(t, fromMessages(board, "note").pipe(map(({ number }) => number)))
  const { socket } = await firstValueFrom(board)
  await socket.opened()
  socket.post({ count: 1_000 })
  await until(() => notes.values.length === 1_001)
  equal(notes.values, numbers(0, 1_000))
})

test("tells what is missing among the messages, and their end", async (t) => {
  const client = boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } })
  const notes = subscribe(t, fromMessages(client, "note", { gaps: true }))
  const left = subscribe(t, fromMessages(client, "note", { gaps: true }))
  await until(() => notes.values.length === 1)
  left.leave()
  client.loseAll()
  await until(() => notes.values.length === 3)
  equal(entries(notes.values)[1], "reconnected 0")
  client.close()
  await until(() => notes.isComplete)
  equal([left.values.length, left.isComplete], [1, undefined])
  const failing = subscribe(t, fromMessages(boardApi({ board: t.board }, { url: "ftp://nowhere" }), "note", { gaps: true }))
  await until(() => failing.error)
  equal(failing.error.name, "WsError")
})

test("ends messages with the client", async (t) => {
  const client = boardApi({ board: t.board }, { reconnect: false })
  const notes = subscribe(t, fromMessages(client, "note"))
  const failing = subscribe(t, fromMessages(boardApi({ board: t.board }, { url: "ftp://nowhere" }), "note"))
  await client.opened()
  client.close()
  equal(notes.isComplete, true)
  await until(() => failing.error)
  equal(failing.error.name, "WsError")
  const late = subscribe(t, fromMessages(client, "note"))
  equal([late.values, late.isComplete], [[], true])
})

test("calls for each subscriber, and in their order", async (t) => {
  const board = fromSocket(() => boardApi({ board: t.board }))
  const sums = of(1, 2, 3).pipe(concatMap((one) => fromCall(board, "add", { one, other: 10 })), toArray())
  equal(await lastValueFrom(sums), [11, 12, 13])
  const failure = await failureOf(fromCall(board, "add", { one: 1, other: 1 }))
  equal([boardApi.isError(failure, "add"), failure.type], [true, "EXISTS"])
  equal((await failureOf(fromCall(board, "neve"))).message, "The client has no method neve")
})

test("cancels a call whose subscriber leaves", async (t) => {
  const watching = observer(t)
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  await client.opened()
  const calls = of(1, 2).pipe(switchMap((one) => one === 1 ? fromCall(client, "never", "one") : fromCall(client, "add", { one, other: 3 })))
  equal(await lastValueFrom(calls), 5)
  await until(async () => (await counts(watching)).cancelled === 1)
  const late = await failureOf(fromCall(client, "never", "two", { timeout: 50 }))
  equal(["SERVER_ERROR", "DEADLINE_EXCEEDED"].includes(late.type), true)
  equal(await failureOf(fromCall(client, "never", "three", { signal: AbortSignal.abort("gone") })), "gone")
})

test("tells each item of a stream, and its end", async (t) => {
  const board = fromSocket(() => boardApi({ board: t.board }))
  equal(await lastValueFrom(fromStream(board, (one) => one.count({ from: 1, to: 90 })).pipe(toArray())), numbers(1, 90))
  const failure = await failureOf(fromStream(board, (one) => one.count({ from: 2, to: 1 })))
  equal(failure.type, "EXISTS")
})

test("opens a stream anew after a loss, and leaves it", async (t) => {
  const watching = observer(t)
  const board = fromSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
  const highest = subscribe(t, fromStream(board, (one) => one.count({ from: 1, to: 200 }))
    .pipe(scan((ends, item) => ends + (item === 200 ? 1 : 0), 0)))
  await until(() => highest.values.at(-1) === 1)
  await watching.opened()
  watching.loseAll()
  await until(() => highest.values.at(-1) === 2)
  equal(highest.error, undefined)
  await until(async () => watching.state === "open" && (await counts(watching)).cancelled === 1)
  highest.leave()
  await until(async () => (await counts(watching)).cancelled === 2)
})

test("takes as many items as are asked for", async (t) => {
  const watching = observer(t)
  const board = fromSocket(() => boardApi({ board: t.board }))
  equal(await lastValueFrom(fromStream(board, (one) => one.count({ from: 1, to: 200 })).pipe(take(3), toArray())), [1, 2, 3])
  await until(async () => (await counts(watching)).open === 0)
})

test("fails where there is no client", async (t) => {
  const none = fromSocket(() => undefined)
  equal((await firstValueFrom(none)).state, "closed")
  equal((await failureOf(fromCall(none, "add", { one: 1, other: 2 }))).message, "There is no client: none was opened")
  const broken = fromSocket(() => { throw new TypeError("no room") })
  equal((await failureOf(broken)).message, "no room")
  equal((await failureOf(fromMessages(broken, "note"))).message, "no room")
})

runAll()
