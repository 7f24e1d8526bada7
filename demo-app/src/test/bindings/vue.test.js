import { createApp, createSSRApp, effectScope, h, nextTick, onMounted, ref } from "vue"
import { renderToString } from "vue/server-renderer"
import { boardApi } from "./BoardApi.js"
import { counts, entries, equal, numbers, observer, runAll, test, until } from "./harness.js"
import { useCall, useListener, useMessages, useSnapshot, useSocket, useStream } from "./vue.js"

/** Mount a component with this set-up, which shows a text. */
function mount(t, setup) {
  const view = { errors: [] }
  const element = document.body.appendChild(document.createElement("div"))
  const app = createApp({
    setup() {
      const { text, ...shown } = setup()
      Object.assign(view, shown)
      return () => h("p", text?.())
    }
  })
  app.config.errorHandler = (error) => view.errors.push(error)
  let isMounted = true
  view.unmount = () => {
    if (isMounted) app.unmount()
    isMounted = false
  }
  app.mount(element)
  t.after(view.unmount)
  return Object.assign(view, { text: () => element.textContent })
}

test("opens one client, shows its state, and closes it", async (t) => {
  const watching = observer(t)
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }))
    return { held, text: () => held.state }
  })
  equal(view.text(), "connecting")
  await until(() => view.text() === "open")
  equal(await view.held.socket.add({ one: 1, other: 2 }), 3)
  equal(await counts(watching), { opened: 1, open: 1, cancelled: 0 })
  view.unmount()
  await until(async () => (await counts(watching)).open === 0)
})

test("opens another client when what it was opened with changes", async (t) => {
  const watching = observer(t)
  const board = ref(t.board)
  const view = mount(t, () => {
    const held = useSocket(() => board.value ? boardApi({ board: board.value }) : undefined)
    return { held, messages: useMessages(held, "note"), add: useCall(held, "add") }
  })
  await until(() => view.messages.value.length === 1)
  const first = view.held.socket
  board.value = `${t.board} too`
  await nextTick()
  equal([first.state, view.messages.value], ["closed", []])
  await until(() => view.held.state === "open" && view.messages.value.length === 1)
  equal(await view.add.call({ one: 1, other: 2 }), 3)
  board.value = undefined
  await nextTick()
  equal([view.held.state, view.held.socket], ["closed", undefined])
  equal((await view.add.call({ one: 1, other: 2 }).catch((error) => error)).mayHaveRun, false)
  await until(async () => (await counts(watching)).open === 0)
})

test("opens nothing on a server", async () => {
  let opened = 0
  const app = createSSRApp({
    setup() {
      const held = useSocket(() => void opened++)
      const stream = useStream(held, () => void opened++)
      return () => h("p", `${held.state} ${stream.pending}`)
    }
  })
  equal(await renderToString(app), "<p>connecting true</p>")
  equal(opened, 0)
})

test("opens a client in a component that is mounted already", async (t) => {
  const watching = observer(t)
  let held
  const view = mount(t, () => {
    onMounted(() => held = useSocket(() => boardApi({ board: t.board })))
    return {}
  })
  await until(() => held.state === "open")
  view.unmount()
  await until(async () => (await counts(watching)).open === 0)
})

test("serves a scope without a component", async (t) => {
  const watching = observer(t)
  const scope = effectScope()
  const held = scope.run(() => useSocket(() => boardApi({ board: t.board })))
  await until(() => held.state === "open")
  scope.stop()
  await until(async () => (await counts(watching)).open === 0)
})

test("shows the first message and all after it, in order", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }))
    const messages = useMessages(held, "note", { limit: 2_000 })
    return { held, messages, text: () => messages.value.length }
  })
  await until(() => view.text() === "1")
  view.held.socket.post({ count: 1_000 })
  await until(() => view.text() === "1001")
  equal(view.messages.value.map(({ number }) => number), numbers(0, 1_000))
})

test("keeps the latest messages only", async (t) => {
  const limit = ref(3)
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }))
    return { held, messages: useMessages(held, "note", { limit }) }
  })
  await until(() => view.held.state === "open")
  view.held.socket.post({ count: 10 })
  await until(() => view.messages.value.at(-1)?.number === 10)
  equal(view.messages.value.map(({ number }) => number), [8, 9, 10])
  limit.value = 4
  view.held.socket.post({ count: 1 })
  await until(() => view.messages.value.at(-1)?.number === 11)
  equal(view.messages.value.map(({ number }) => number), [8, 9, 10, 11])
})

test("shows what is missing among the messages", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, messages: useMessages(held, "note", { limit: 3, gaps: true }) }
  })
  await until(() => view.messages.value.length === 1)
  view.held.socket.post({ count: 10 })
  await until(() => view.messages.value.at(-1)?.number === 10)
  equal(entries(view.messages.value), ["overflow 8", 8, 9, 10])
  view.held.socket.loseAll()
  await until(() => view.messages.value.at(-2)?.reason === "reconnected")
  equal(entries(view.messages.value).slice(0, 3), ["overflow 10", 10, "reconnected 0"])
})

test("shows messages after a lost connection in the same list", async (t) => {
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, messages: useMessages(held, "note") }
  })
  await until(() => view.messages.value.length === 1)
  view.held.socket.loseAll()
  await until(() => view.messages.value.length === 2 && view.held.state === "open")
})

test("answers the server until it is unmounted", async (t) => {
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  client.on({ answer: (question) => `${question} nobody` })
  const view = mount(t, () => {
    useListener(client, { answer: (question) => `${question} Ann` })
    const shown = useSnapshot(client)
    return { text: () => shown.state }
  })
  await until(() => view.text() === "open")
  equal(await client.ask("I am"), "I am Ann")
  view.unmount()
  equal(await client.ask("I am"), "I am nobody")
  equal(client.state, "open")
})

test("reports a listener that the contract does not know, and keeps no client", async (t) => {
  const watching = observer(t)
  const view = mount(t, () => {
    const listener = { nota: () => {} }
    const held = useSocket(() => boardApi({ board: t.board }))
    useListener(held, listener)
    return { held }
  })
  equal(view.errors.map(({ message }) => message.includes("calls no nota")), [true])
  view.unmount()
  await until(async () => (await counts(watching)).open === 0)
})

test("shows what becomes of a call", async (t) => {
  const view = mount(t, () => {
    const add = useCall(useSocket(() => boardApi({ board: t.board })), "add")
    return { add, text: () => add.pending ? "pending" : add.error ? add.error.type : `${add.data}` }
  })
  equal(view.text(), "undefined")
  const answer = view.add.call({ one: 1, other: 2 })
  await until(() => view.text() === "pending")
  equal(await answer, 3)
  await until(() => view.text() === "3")
  view.add.call({ one: 2, other: 2 })
  await until(() => view.text() === "EXISTS")
  equal([boardApi.isError(view.add.error, "add"), view.add.data], [true, undefined])
})

test("cancels unfinished calls at the end", async (t) => {
  const watching = observer(t)
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  const view = mount(t, () => ({ never: useCall(client, "never") }))
  const ends = ["one", "two"].map((why) => view.never.call(why).catch(({ name }) => name))
  await client.opened()
  await client.counts() // the calls before it have arrived
  equal(view.never.pending, true)
  view.unmount()
  equal(await Promise.all(ends), ["AbortError", "AbortError"])
  equal(view.never.pending, false)
  await until(async () => (await counts(watching)).cancelled === 2)
})

test("shows the items of a stream, its end and its failure", async (t) => {
  const from = ref(1)
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }))
    const stream = useStream(held, (board) => board.count({ from: from.value, to: 9 }))
    return { stream, text: () => `${stream.latest} ${stream.pending}` }
  })
  await until(() => view.text() === "9 false")
  from.value = 10
  await until(() => view.stream.error?.type === "EXISTS")
  equal([view.stream.latest, view.stream.pending], [undefined, false])
})

test("opens a stream anew by what it depends on and after a loss, and leaves it", async (t) => {
  const watching = observer(t)
  const from = ref(1)
  const view = mount(t, () => {
    const held = useSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, stream: useStream(held, (board) => board.count({ from: from.value, to: from.value + 100 })) }
  })
  await until(() => view.stream.latest === 101)
  from.value = 2
  await until(() => view.stream.latest === 102)
  await until(async () => (await counts(watching)).cancelled === 1)
  watching.loseAll()
  await until(() => watching.state !== "open")
  await until(async () => watching.state === "open" && (await counts(watching)).cancelled === 2)
  equal([view.stream.error, view.stream.pending], [undefined, true])
  await until(() => view.held.state === "open")
  await view.held.socket.counts() // the call of the stream has arrived
  view.unmount()
  await until(async () => (await counts(watching)).cancelled === 3)
})

runAll()
