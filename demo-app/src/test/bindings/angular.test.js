import "@angular/compiler"
import { Component, ErrorHandler, PLATFORM_ID, provideZonelessChangeDetection, signal } from "@angular/core"
import { createApplication } from "@angular/platform-browser"
import { injectCall, injectListener, injectMessages, injectSnapshot, injectSocket, injectStream } from "./angular.js"
import { boardApi } from "./BoardApi.js"
import { counts, entries, equal, numbers, observer, runAll, test, until } from "./harness.js"

/** Show a component with what this set-up injects, and with a text. */
async function mount(t, setup, providers = []) {
  const view = { errors: [] }
  const Shown = Component({ selector: "test-board", template: "{{ text() }}" })(class {
    constructor() {
      Object.assign(view, setup())
      this.text = view.shows ?? (() => "")
    }
  })
  const handler = { provide: ErrorHandler, useValue: { handleError: (error) => view.errors.push(error) } }
  const application = await createApplication({ providers: [provideZonelessChangeDetection(), handler, ...providers] })
  const element = document.body.appendChild(document.createElement("div"))
  let isThere = true
  view.destroy = () => {
    if (isThere) application.destroy()
    isThere = false
  }
  t.after(view.destroy)
  application.bootstrap(Shown, element)
  return Object.assign(view, { text: () => element.textContent })
}

test("opens one client, shows its state, and closes it", async (t) => {
  const watching = observer(t)
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }))
    return { held, shows: held.state }
  })
  await until(() => view.text() === "open")
  equal(await view.held.socket().add({ one: 1, other: 2 }), 3)
  equal(await counts(watching), { opened: 1, open: 1, cancelled: 0 })
  view.destroy()
  await until(async () => (await counts(watching)).open === 0)
  equal(view.errors, [])
})

test("opens another client when what it was opened with changes", async (t) => {
  const watching = observer(t)
  const board = signal(t.board)
  const view = await mount(t, () => {
    const held = injectSocket(() => board() ? boardApi({ board: board() }) : undefined)
    return { held, messages: injectMessages(held, "note"), add: injectCall(held, "add") }
  })
  await until(() => view.messages().length === 1)
  const first = view.held.socket()
  board.set(`${t.board} too`)
  await until(() => view.held.socket() !== first && view.held.state() === "open" && view.messages().length === 1)
  equal(first.state, "closed")
  equal(await view.add.call({ one: 1, other: 2 }), 3)
  board.set(undefined)
  await until(() => view.held.state() === "closed")
  equal(view.held.socket(), undefined)
  equal((await view.add.call({ one: 1, other: 2 }).catch((error) => error)).mayHaveRun, false)
  await until(async () => (await counts(watching)).open === 0)
})

test("opens nothing on a server", async (t) => {
  let opened = 0
  const view = await mount(t, () => {
    const held = injectSocket(() => void opened++)
    injectStream(held, () => void opened++)
    return { shows: held.state }
  }, [{ provide: PLATFORM_ID, useValue: "server" }])
  await until(() => view.text() === "connecting")
  equal(opened, 0)
})

test("shows the first message and all after it, in order", async (t) => {
  const limit = signal(2_000)
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }))
    const messages = injectMessages(held, "note", { limit })
    return { held, messages, shows: () => messages().length }
  })
  await until(() => view.text() === "1")
  view.held.socket().post({ count: 1_000 })
  await until(() => view.text() === "1001")
  equal(view.messages().map(({ number }) => number), numbers(0, 1_000))
  limit.set(3)
  view.held.socket().post({ count: 1 })
  await until(() => view.text() === "3")
  equal(view.messages().map(({ number }) => number), [999, 1_000, 1_001])
})

test("shows what is missing among the messages", async (t) => {
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, messages: injectMessages(held, "note", { limit: 3, gaps: true }) }
  })
  await until(() => view.messages().length === 1)
  view.held.socket().post({ count: 10 })
  await until(() => view.messages().at(-1)?.number === 10)
  equal(entries(view.messages()), ["overflow 8", 8, 9, 10])
  view.held.socket().loseAll()
  await until(() => view.messages().at(-2)?.reason === "reconnected")
  equal(entries(view.messages()).slice(0, 3), ["overflow 10", 10, "reconnected 0"])
})

test("shows messages after a lost connection in the same list", async (t) => {
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, messages: injectMessages(held, "note") }
  })
  await until(() => view.messages().length === 1)
  view.held.socket().loseAll()
  await until(() => view.messages().length === 2 && view.held.state() === "open")
})

test("answers the server until it is destroyed", async (t) => {
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  client.on({ answer: (question) => `${question} nobody` })
  const view = await mount(t, () => {
    injectListener(client, { answer: (question) => `${question} Ann` })
    const shown = injectSnapshot(client)
    return { shows: () => shown().state }
  })
  await until(() => view.text() === "open")
  equal(await client.ask("I am"), "I am Ann")
  view.destroy()
  equal(await client.ask("I am"), "I am nobody")
})

test("reports a listener that the contract does not know, and keeps no client", async (t) => {
  const watching = observer(t)
  const view = await mount(t, () => injectListener(injectSocket(() => boardApi({ board: t.board })), { nota: () => {} }))
  await until(() => view.errors.length)
  equal(view.errors[0].message.includes("calls no nota"), true)
  await until(async () => (await counts(watching)).open === 0)
})

test("shows what becomes of a call", async (t) => {
  const view = await mount(t, () => {
    const add = injectCall(injectSocket(() => boardApi({ board: t.board })), "add")
    return { add, shows: () => add.pending() ? "pending" : add.error()?.type ?? `${add.data()}` }
  })
  await until(() => view.text() === "undefined")
  const answer = view.add.call({ one: 1, other: 2 })
  equal(view.add.pending(), true)
  equal(await answer, 3)
  await until(() => view.text() === "3")
  view.add.call({ one: 2, other: 2 })
  await until(() => view.text() === "EXISTS")
  equal([boardApi.isError(view.add.error(), "add"), view.add.data()], [true, undefined])
})

test("cancels unfinished calls at the end", async (t) => {
  const watching = observer(t)
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  const view = await mount(t, () => ({ never: injectCall(client, "never") }))
  const ends = ["one", "two"].map((why) => view.never.call(why).catch(({ name }) => name))
  await client.opened()
  await client.counts() // the calls before it have arrived
  view.destroy()
  equal(await Promise.all(ends), ["AbortError", "AbortError"])
  await until(async () => (await counts(watching)).cancelled === 2)
})

test("shows the items of a stream, its end and its failure", async (t) => {
  const from = signal(1)
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }))
    const stream = injectStream(held, (board) => board.count({ from: from(), to: 9 }))
    return { stream, shows: () => `${stream.latest()} ${stream.pending()}` }
  })
  await until(() => view.text() === "9 false")
  from.set(10)
  await until(() => view.stream.error()?.type === "EXISTS")
  equal([view.stream.latest(), view.stream.pending()], [undefined, false])
})

test("opens a stream anew by what it depends on and after a loss, and leaves it", async (t) => {
  const watching = observer(t)
  const from = signal(1)
  const view = await mount(t, () => {
    const held = injectSocket(() => boardApi({ board: t.board }, { reconnect: { baseDelay: 10 } }))
    return { held, stream: injectStream(held, (board) => board.count({ from: from(), to: from() + 100 })) }
  })
  await until(() => view.stream.latest() === 101)
  from.set(2)
  await until(() => view.stream.latest() === 102)
  await until(async () => (await counts(watching)).cancelled === 1)
  watching.loseAll()
  await until(() => watching.state !== "open")
  await until(async () => watching.state === "open" && (await counts(watching)).cancelled === 2)
  equal([view.stream.error(), view.stream.pending()], [undefined, true])
  await until(() => view.held.state() === "open")
  await view.held.socket().counts() // the call of the stream has arrived
  view.destroy()
  await until(async () => (await counts(watching)).cancelled === 3)
})

runAll()
