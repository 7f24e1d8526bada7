// The console: one contract at a time, one connection to it.

import { AnswerPanel, PushPanel } from "./answers.js"
import { CallPanel } from "./calls.js"
import { ConnectionForm, open } from "./connection.js"
import { loadContracts } from "./contracts.js"
import { announce, byId, el } from "./dom.js"
import { ExchangePanel } from "./exchanges.js"
import { Frames } from "./frames.js"
import { duration } from "./json.js"
import { Resumption } from "./resumption.js"
import { typeName } from "./schema.js"

const frames = new Frames()

/** A contract that is looked at: its form, its panels, and the client while there is one. */
class Desk {
  #contract
  #form
  #panels = new Map() // by side and name
  #items = new Map() // of the lists, likewise
  #client = null
  #gate // of its next socket
  #resumption // what becomes of its session when it loses a socket

  /** Look at a contract, and at the method that is wanted. */
  constructor(contract, wanted) {
    this.#contract = contract
    this.#form = new ConnectionForm(contract)
    byId("connection").replaceChildren(...this.#form.parts)
    byId("address").textContent = contract.path
    for (const method of contract.calls) {
      this.#panels.set(`call.${method.name}`, new CallPanel(contract, method, (...args) => this.#call(method, ...args)))
    }
    for (const method of contract.pushes) {
      const Panel = method.isStreaming ? ExchangePanel : method.mode === "request" ? AnswerPanel : PushPanel
      const panel = new Panel(method, contract.resolve)
      panel.onchange = () => this.#badge(method.name)
      this.#panels.set(`push.${method.name}`, panel)
    }
    this.#list("server-methods", "call", contract.calls)
    this.#list("client-methods", "push", contract.pushes)
    listTopics(contract)
    this.find("")
    const [first] = this.#panels.keys()
    if (first) this.choose(this.#panels.has(wanted) ? wanted : first)
    frames.dialect = contract.dialect
    this.#show("none", "Not connected")
  }

  #list(id, side, methods) {
    byId(id).replaceChildren(...methods.map((method) => {
      const key = `${side}.${method.name}`
      const badges = el("span", { class: "badges" })
      const button = el("button", { type: "button", onclick: () => this.choose(key, true) },
        el("span", { class: "name" }, method.name), badges, kindOf(method) && el("small", {}, kindOf(method)))
      this.#items.set(key, { button, badges })
      return el("li", {}, button)
    }))
    if (methods.length === 0) byId(id).append(el("li", { class: "none" }, "Nothing."))
  }

  /** Show the methods whose names contain a text. */
  find(text) {
    const wanted = text.trim().toLowerCase()
    for (const [key, { button }] of this.#items) {
      button.parentElement.hidden = !key.slice(key.indexOf(".") + 1).toLowerCase().includes(wanted)
    }
  }

  get name() {
    return this.#contract.name
  }

  /** Show a method, which the address of the page then leads to. */
  choose(key, byHand = false) {
    if (!this.#panels.has(key)) return
    history.replaceState(null, "", `#${this.#contract.name}/${key}`)
    for (const [other, { button }] of this.#items) {
      if (other === key) button.setAttribute("aria-current", "true")
      else button.removeAttribute("aria-current")
    }
    byId("work").replaceChildren(this.#panels.get(key).element)
    byId("work").scrollTop = 0
    if (byHand) view("work")
  }

  #badge(name) {
    const { received, waiting } = this.#panels.get(`push.${name}`).badge
    const { badges } = this.#items.get(`push.${name}`) ?? {}
    const waits = [...this.#panels.values()].reduce((sum, panel) => sum + (panel.badge?.waiting ?? 0), 0)
    byId("methods-tab").textContent = waits === 0 ? "Methods" : `Methods (${waits} waiting)`
    badges?.replaceChildren(...[
      received > 0 && el("span", { class: "badge" }, String(received), el("span", { class: "visually-hidden" }, " received")),
      waiting > 0 && el("span", { class: "badge waiting" }, waiting === 1 ? "waits" : `${waiting} wait`)
    ].filter(Boolean))
  }

  // What a method streams is not given to it: its panel has it.
  #call({ name, input, items }, value, options) {
    return this.#client.calls[name](...input ? [value] : [], ...items ? [undefined] : [], options)
  }

  toggle() {
    if (this.#client) this.leave()
    else this.#connect()
  }

  #connect() {
    try {
      const input = this.#form.read()
      byId("address").textContent = this.#form.address(input)
      this.#resumption = new Resumption(frames)
      const { client, gate } = open(this.#contract, input, this)
      this.#client = client
      this.#gate = gate
      this.#show("connecting", "Connecting…")
    } catch (error) {
      this.#show("failed", "Not connected", error.message)
    }
  }

  /** Lose the socket, or have the next one. */
  cut() {
    if (this.#gate.isClosed) {
      this.#show("connecting", "Connecting…")
      this.#gate.open()
    } else {
      this.#gate.close()
      this.#resumption.cut()
      this.#show("cut", "Cut")
    }
    this.#client.forceReconnect()
  }

  /** Close what is open. */
  leave() {
    if (!this.#client) return
    this.#client.close(1000)
    this.#over("none", "Not connected", "Closed by this side")
  }

  // What the client tells

  frame(direction, text) {
    frames.add(direction, text)
    this.#resumption.frame(direction, text)
  }

  opened(event) {
    this.#resumption.opened(event)
    announce(this.#resumption.text)
  }

  lost(topic, why) {
    if (topic !== undefined) frames.note(`Messages of ${topic} are lost: ${why}`)
  }

  state(state) {
    if (state === "connecting" && !this.#gate?.isClosed) this.#show("connecting", "Connecting…")
    if (state !== "open") return
    this.#show("open", "Connected")
    byId("connection-details").open = false
  }

  ended({ code, reason, error, retry }) {
    if (this.#gate.isClosed) return
    if (retry) return this.#lost(code, reason, error, retry)
    const rejection = error.type && error.type !== "SERVER_ERROR" ? error.type : undefined
    const what = error.message === error.type ? `${error.type}. ` : error.type ? `${rejection ? `${rejection}: ` : ""}${error.message}. ` : ""
    const meaning = this.#contract.closeCodes[code]
    this.#over("failed", rejection ?? `Closed with ${code}`,
      `${what}Closed with ${code}${reason && ` “${reason}”`}${meaning ? `: ${meaning}` : ""}.`)
  }

  // The client tries again by itself, as those of an application do.
  #lost(code, reason, error, { attempt, delay }) {
    const what = `Lost with ${code}${reason && ` “${reason}”`}: ${error.message}. Attempt ${attempt} follows in ${duration(delay)}`
    frames.note(what)
    this.#show("lost", "Reconnecting…", what)
  }

  called(name, input, exchange, signal) {
    const panel = this.#panels.get(`push.${name}`)
    if (panel instanceof ExchangePanel) return panel.ask(input, exchange, signal)
    return panel instanceof AnswerPanel ? panel.ask(input, signal) : panel.receive(input)
  }

  /** The streams of the call that a method is about to make. */
  exchange(name) {
    return this.#panels.get(`call.${name}`).exchange
  }

  #over(state, title, note) {
    this.#client = null
    frames.note(note)
    frames.forget()
    byId("connection-details").open = true
    this.#show(state, title, state === "failed" ? note : "")
  }

  #show(state, text, issue = "") {
    byId("state").dataset.state = state
    byId("state-text").textContent = text
    byId("connect").textContent = this.#client ? "Disconnect" : "Connect"
    byId("connect").classList.toggle("primary", !this.#client)
    byId("connect").disabled = false
    byId("cut").hidden = !this.#client || !this.#resumption.isGranted
    byId("cut").disabled = state === "connecting"
    byId("cut").textContent = state === "cut" ? "Return" : "Cut"
    byId("connection-issue").textContent = issue
    byId("connection-issue").hidden = issue === ""
    for (const part of byId("connection").elements) part.disabled = part.id !== "connect" && this.#client !== null
    for (const panel of this.#panels.values()) panel.connected?.(state === "open" || state === "cut")
    announce(`${text}${issue && `. ${issue}`}`)
  }
}

// What the server may add a client to.
function listTopics({ topics, resolve }) {
  byId("topics-of-contract").hidden = topics.length === 0
  byId("topics").replaceChildren(...topics.map((topic) => el("li", {},
    el("code", {}, topic.pattern), el("small", {}, kindOfTopic(topic, resolve)))))
}

function kindOfTopic({ history, retention, member }, resolve) {
  const { maxSize, maxAge } = retention ?? {}
  const kept = retention ? `${maxSize} messages, for ${maxAge.replace("PT", "").toLowerCase()}` : "messages"
  return `Keeps ${history ? kept : "no messages"}${member ? `; shows members as ${typeName(member, resolve)}` : ""}`
}

function kindOf({ mode, items }) {
  if (mode === "stream") return items ? "both ways" : "stream"
  return items ? "input" : mode === "request" && "request"
}

// On a narrow screen one part is seen at a time.
function view(name) {
  byId("main").dataset.view = name
  for (const tab of document.querySelectorAll(".tabs button")) {
    if (tab.dataset.view === name) tab.setAttribute("aria-current", "true")
    else tab.removeAttribute("aria-current")
  }
}

// Two clients at once: another console in the same page.
function beside() {
  const other = byId("other")
  const isShown = other.hidden
  if (isShown) other.src = location.href
  else other.removeAttribute("src")
  other.hidden = !isShown
  byId("beside").setAttribute("aria-pressed", String(isShown))
  document.body.classList.toggle("two", isShown)
}

function wanted() {
  try {
    return decodeURIComponent(location.hash.slice(1))
  } catch {
    return ""
  }
}

async function start() {
  byId("beside").hidden = window.parent !== window
  document.querySelector(".tabs").addEventListener("click", ({ target }) => target.dataset.view && view(target.dataset.view))
  const { title, version, contracts } = await loadContracts("../asyncapi.json")
  document.title = `${title} · console`
  byId("title").textContent = title
  byId("version").textContent = version === "0.0.0" ? "console" : `${version} console`
  if (contracts.length === 0) throw new Error("This application serves no contract: it has no SocketHandler bean.")
  const select = byId("contract")
  select.replaceChildren(...contracts.map(({ name }) => el("option", { value: name }, name)))
  select.disabled = false
  let desk
  const look = (name, wanted) => {
    if (desk?.name === name) return desk.choose(wanted)
    const contract = contracts.find((one) => one.name === name) ?? contracts[0]
    desk?.leave()
    select.value = contract.name
    byId("find").value = ""
    desk = new Desk(contract, wanted)
  }
  // Such as #ChatApi/call.joinRoom
  const follow = () => look(...wanted().split("/", 2))
  follow()
  addEventListener("hashchange", follow)
  select.addEventListener("change", () => look(select.value))
  byId("find").addEventListener("input", () => desk.find(byId("find").value))
  byId("beside").addEventListener("click", beside)
  byId("connection").addEventListener("submit", (event) => {
    event.preventDefault()
    desk.toggle()
  })
  byId("cut").addEventListener("click", () => desk.cut())
  addEventListener("pagehide", () => desk.leave())
}

start().catch((error) => {
  byId("fatal").textContent = error.message
  byId("fatal").hidden = false
})
