import { createElement, Component, StrictMode, useState } from "react"
import { createRoot } from "react-dom/client"
import { flushSync } from "react-dom"
import { renderToString } from "react-dom/server.browser"
import { boardApi } from "./BoardApi.js"
import { counts, entries, equal, numbers, observer, runAll, test, until } from "./harness.js"
import { useCall, useListener, useMessages, useSnapshot, useSocket, useStream } from "./react.js"

/** Show a component in StrictMode, which mounts each twice. What it rendered last is `shown`, and `set` renders it with other props. */
function mount(t, render, props = {}) {
  const root = createRoot(document.body.appendChild(document.createElement("div")), { onUncaughtError: (error) => view.error = error })
  const Shown = (given) => {
    view.shown = render(given)
    view.renders++
    return null
  }
  const view = {
    renders: 0,
    set: (next) => flushSync(() => root.render(createElement(StrictMode, null, createElement(Shown, next)))),
    unmount: () => root.unmount()
  }
  t.after(() => root.unmount())
  view.set(props)
  return view
}

test("opens one client that stays, and closes each", async (t) => {
  const view = mount(t, () => useSocket(() => boardApi({ board: t.board }), []))
  await until(() => view.shown.state === "open")
  const watching = observer(t)
  await until(async () => (await counts(watching)).open === 1)
  equal(await view.shown.socket.add({ one: 1, other: 2 }), 3)
  view.unmount()
  await until(async () => (await counts(watching)).open === 0)
})

test("closes a client once, with its listeners gone", async (t) => {
  const closes = []
  let made = 0
  const open = () => {
    const client = boardApi({ board: t.board })
    const number = made++
    const { close } = client
    client.close = () => {
      closes.push(number)
      close()
    }
    return client
  }
  const view = mount(t, () => useSocket(open, []))
  await until(() => view.shown.state === "open")
  equal([made, closes], [2, [0]])
  view.unmount()
  equal(closes, [0, 1])
})

test("opens another client when a dependency changes", async (t) => {
  const view = mount(t, ({ board }) => {
    const held = useSocket(() => boardApi({ board }), [board])
    return { held, messages: useMessages(held, "note") }
  }, { board: t.board })
  const watching = observer(t)
  await until(() => view.shown.messages.length === 1)
  const first = view.shown.held.socket
  view.set({ board: `${t.board} too` })
  await until(() => view.shown.held.state === "open" && view.shown.held.socket !== first)
  await until(() => view.shown.messages.length === 1)
  equal(first.state, "closed")
  await until(async () => (await counts(watching)).open === 0)
})

test("opens none where there is none", async (t) => {
  const view = mount(t, ({ isIn }) => {
    const held = useSocket(() => isIn ? boardApi({ board: t.board }) : undefined, [isIn])
    return { held, add: useCall(held, "add") }
  }, { isIn: false })
  equal([view.shown.held.state, view.shown.held.socket], ["closed", undefined])
  const failure = await view.shown.add.call({ one: 1, other: 2 }).catch((error) => error)
  equal(failure.mayHaveRun, false)
  view.set({ isIn: true })
  await until(() => view.shown.held.state === "open")
  equal(await view.shown.add.call({ one: 1, other: 2 }), 3)
})

test("opens nothing on a server", async () => {
  let opened = 0
  const Page = () => {
    const { state } = useSocket(() => void opened++, [])
    return state
  }
  equal(renderToString(createElement(Page)), "connecting")
  equal(opened, 0)
})

test("shows the first message and all after it, in order", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }), [])
    return { held, messages: useMessages(held, "note", { limit: 2_000 }) }
  })
  await until(() => view.shown.messages.length === 1)
  view.shown.held.socket.post({ count: 1_000 })
  await until(() => view.shown.messages.length === 1_001)
  equal(view.shown.messages.map(({ number }) => number), numbers(0, 1_000))
})

test("keeps the latest messages only, by the limit of the latest render", async (t) => {
  const view = mount(t, ({ limit }) => {
    const held = useSocket(() => boardApi({ board: t.board }), [])
    return { held, messages: useMessages(held, "note", { limit }) }
  }, { limit: 3 })
  await until(() => view.shown.held.state === "open")
  view.shown.held.socket.post({ count: 10 })
  await until(() => view.shown.messages.at(-1)?.number === 10)
  equal(view.shown.messages.map(({ number }) => number), [8, 9, 10])
  view.set({ limit: 5 })
  view.shown.held.socket.post({ count: 10 })
  await until(() => view.shown.messages.at(-1)?.number === 20)
  equal(view.shown.messages.map(({ number }) => number), [16, 17, 18, 19, 20])
})

test("shows what is missing among the messages", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }), [])
    return { held, messages: useMessages(held, "note", { limit: 3, gaps: true }) }
  })
  await until(() => view.shown.messages.length === 1)
  view.shown.held.socket.post({ count: 10 })
  await until(() => view.shown.messages.at(-1)?.number === 10)
  equal(entries(view.shown.messages), ["overflow 8", 8, 9, 10])
  view.shown.held.socket.loseAll()
  await until(() => view.shown.messages.at(-2)?.reason === "reconnected")
  equal(entries(view.shown.messages).slice(0, 3), ["overflow 10", 10, "reconnected 0"])
})

test("refuses a limit that keeps nothing", async (t) => {
  const view = mount(t, () => useMessages(useSocket(() => boardApi({ board: t.board }), []), "note", { limit: 0 }))
  await until(() => view.error)
  equal([view.error.name, view.error.message], ["RangeError", "The option limit is a number from 1 to Infinity: 0"])
  const watching = observer(t)
  await until(async () => (await counts(watching)).open === 0)
})

test("shows messages after a lost connection in the same list", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }), [])
    return { held, messages: useMessages(held, "note") }
  })
  await until(() => view.shown.messages.length === 1)
  const { socket } = view.shown.held
  socket.loseAll()
  await until(() => view.shown.messages.length === 2 && view.shown.held.state === "open")
  equal(view.shown.held.socket === socket, true)
})

test("answers with the listener of the latest render, and misses none", async (t) => {
  const heard = []
  const view = mount(t, ({ name }) => {
    const held = useSocket(() => boardApi({ board: t.board }), [])
    useListener(held, { answer: (question) => `${question} ${name}`, note: ({ number }) => heard.push(number) })
    return held
  }, { name: "Ann" })
  await until(() => view.shown.state === "open")
  equal(await view.shown.socket.ask("I am"), "I am Ann")
  view.shown.socket.post({ count: 300 })
  for (let turn = 0; heard.length < 301; turn++) {
    view.set({ name: `Bob ${turn}` })
    await new Promise((resolve) => setTimeout(resolve))
  }
  equal(heard, numbers(0, 300))
  view.set({ name: "Bob" })
  await until(async () => await view.shown.socket.ask("I am") === "I am Bob")
})

test("reports a listener that the contract does not know, and keeps no client", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }), [])
    useListener(held, { nota: () => {} })
    return held
  })
  await until(() => view.error?.message.includes("calls no nota"))
  const watching = observer(t)
  await until(async () => (await counts(watching)).open === 0)
})

test("shows what becomes of a call", async (t) => {
  const view = mount(t, () => useCall(useSocket(() => boardApi({ board: t.board }), []), "add"))
  const { call } = view.shown
  const answer = call({ one: 1, other: 2 })
  await until(() => view.shown.pending)
  equal(await answer, 3)
  await until(() => view.shown.data === 3 && !view.shown.pending)
  call({ one: 2, other: 2 })
  await until(() => view.shown.error !== undefined)
  equal([boardApi.isError(view.shown.error, "add"), view.shown.error.type], [true, "EXISTS"])
  equal([view.shown.data, view.shown.pending, view.shown.call === call], [undefined, false, true])
})

test("shows the latest call, whichever is answered last", async (t) => {
  const view = mount(t, () => useCall(useSocket(() => boardApi({ board: t.board }), []), "never"))
  const first = new AbortController()
  const leaving = view.shown.call("first", { signal: first.signal }).catch(({ name }) => name)
  view.shown.call("second")
  await until(() => view.shown.pending)
  first.abort()
  equal(await leaving, "AbortError")
  equal([view.shown.pending, view.shown.error], [true, undefined])
  view.shown.cancel()
  await until(() => !view.shown.pending)
  equal([view.shown.data, view.shown.error], [undefined, undefined])
})

test("gives the options of a call to the client", async (t) => {
  const view = mount(t, () => useCall(useSocket(() => boardApi({ board: t.board }), []), "never"))
  const late = await view.shown.call("late", { timeout: 50 }).catch((error) => error)
  equal([late.type === "SERVER_ERROR" || late.type === "DEADLINE_EXCEEDED"], [true])
  const aborted = await view.shown.call("aborted", { signal: AbortSignal.abort("gone") }).catch((error) => error)
  equal(aborted, "gone")
  await until(() => !view.shown.pending)
})

test("cancels unfinished calls at the end", async (t) => {
  const watching = observer(t)
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  const view = mount(t, () => ({ never: useCall(client, "never"), sum: useCall(client, "sum"), state: useSnapshot(client).state }))
  const ends = [view.shown.never.call("one"), view.shown.never.call("two")].map((end) => end.catch(({ name }) => name))
  ends.push(view.shown.sum.call((async function* () { await new Promise(() => {}) })()).catch(({ name }) => name))
  await until(() => view.shown.state === "open" && view.shown.never.pending)
  await client.opened()
  await client.counts() // the calls before it have arrived
  view.unmount()
  equal(await Promise.all(ends), ["AbortError", "AbortError", "AbortError"])
  await until(async () => (await watching.counts()).cancelled >= 2)
  equal(client.state, "open")
})

test("shows the items of a stream, and its end", async (t) => {
  const items = []
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }), [])
    const stream = useStream(held, (board) => board.count({ from: 1, to: 9 }), [])
    if (stream.latest !== undefined && stream.latest !== items.at(-1)) items.push(stream.latest)
    return stream
  })
  await until(() => !view.shown.pending)
  equal([view.shown.latest, view.shown.error], [9, undefined])
})

test("shows the failure of a stream", async (t) => {
  const view = mount(t, () => useStream(useSocket(() => boardApi({ board: t.board }), []), (board) => board.count({ from: 2, to: 1 }), []))
  await until(() => view.shown.error?.type === "EXISTS")
  equal(view.shown.pending, false)
})

test("opens a stream anew by its dependencies and after a loss, and leaves it", async (t) => {
  const watching = observer(t)
  const view = mount(t, ({ from }) => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }), [])
    return useStream(held, (board) => board.count({ from, to: from + 100 }), [from])
  }, { from: 1 })
  await until(() => view.shown.latest === 101)
  view.set({ from: 2 })
  await until(() => view.shown.latest === 102)
  await until(async () => (await counts(watching)).cancelled === 1)
  view.set({ from: 3 })
  await until(() => view.shown.latest === 103)
  watching.loseAll()
  await until(() => watching.state !== "open")
  await until(async () => watching.state === "open" && (await counts(watching)).cancelled === 3)
  equal([view.shown.error, view.shown.pending], [undefined, true])
  await until(() => view.shown.latest === 103)
  view.unmount()
  await until(async () => (await counts(watching)).cancelled === 4)
})

runAll()
