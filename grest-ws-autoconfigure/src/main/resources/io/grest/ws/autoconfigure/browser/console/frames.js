// What goes over the wire, live.

import { knownDialect } from "./contracts.js"
import { announce, byId, copyButton, el } from "./dom.js"
import { clock, duration, parse, pretty, size } from "./json.js"

const MOST = 500

const KINDS = { h: "handshake", k: "accepted", x: "rejected", m: "message", r: "request", s: "answer", p: "ping", o: "pong", n: "item",
  q: "credit", z: "cancel", a: "acknowledged", j: "position", g: "going away" }

const QUIET = ["ping", "pong", "acknowledged"]

/** A frame, taken apart. */
function read(text, dialect) {
  if (dialect === "envelope") {
    const { type, data, error, code } = parse(text) ?? {}
    return error === true ? { kind: "error", method: String(code), data: JSON.stringify(data), failed: true }
      : { kind: "message", method: type ?? "", data: JSON.stringify(data) ?? "" }
  }
  const [, type, path, tag, data] = /^([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text) ?? [undefined, "", "", "", text]
  const [id, ...parameters] = tag.split(";")
  const ends = type === "n" ? /^([ex])(=|$)/.exec(parameters[0] ?? "")?.[1] : undefined
  const failed = type === "x" || ends === "x" || (type === "s" && parse(data)?.success === false)
  const kind = { e: "end", x: "failure" }[ends] ?? KINDS[type] ?? "unknown"
  if (type === "a") return { kind, method: "", data: `${id} frames` }
  return { kind, method: path.slice(path.indexOf(".") + 1), id, parameters: ends ? [] : parameters, data, failed }
}

/** Shows frames in their list, with a filter, a pause and an end. */
export class Frames {
  dialect = "grest"
  #list = byId("frame-list")
  #rows = []
  #asked = new Map() // when requests went, by direction and id
  #methods = new Map() // of requests, by id: frames of streams do not say it
  #paused = null // rows that wait while it is paused
  #missed = 0

  constructor() {
    byId("filter").addEventListener("input", () => this.#filter())
    byId("pings").addEventListener("change", () => this.#filter())
    byId("pause").addEventListener("click", () => this.#pause())
    byId("clear").addEventListener("click", () => this.clear())
    byId("export").addEventListener("click", () => save(this.#rows, this.dialect))
    byId("import").addEventListener("click", () => byId("import-file").click())
    byId("import-file").addEventListener("change", ({ target }) => this.#import(target))
    byId("jump").addEventListener("click", () => this.#follow())
    this.#list.addEventListener("scroll", () => this.#isAtEnd() && this.#follow())
    this.#show()
  }

  add(direction, text, at = new Date()) {
    const frame = { direction, text, at, ...read(text, this.dialect) }
    if (frame.kind === "request") {
      this.#asked.set(direction + frame.id, at)
      this.#methods.set(frame.id, frame.method)
    } else if (frame.method === "") {
      frame.method = this.#methods.get(frame.id) ?? ""
    }
    if (frame.kind === "answer") {
      const asked = (direction === "in" ? "out" : "in") + frame.id
      if (this.#asked.has(asked)) frame.took = duration(at - this.#asked.get(asked))
      this.#asked.delete(asked)
    }
    const row = { frame, element: this.#row(frame) }
    if (this.#paused) this.#paused.push(row)
    else this.#append([row])
    this.#show()
  }

  /** Note what happened to the connection. Return what changes the text. */
  note(text, at = new Date()) {
    const frame = { text, at, kind: "note" }
    const words = el("span", {}, text)
    this.#append([{ frame, element: el("li", { class: "note" }, time(at), words) }])
    this.#show()
    return (other) => words.textContent = frame.text = other
  }

  // What was exported here or elsewhere follows what is there, between two notes.
  async #import(input) {
    const [file] = input.files
    input.value = ""
    const { dialect } = this
    try {
      const exported = framesOf(await file.text())
      this.forget()
      this.note(`Imported from ${file.name}: ${exported.frames.length} frames`)
      this.dialect = exported.dialect
      for (const { at, direction, text } of exported.frames) {
        if (direction) this.add(direction, text, new Date(at))
        else this.note(text, new Date(at))
      }
      this.note("End of what was imported")
    } catch (error) {
      this.note(`Nothing is imported from ${file.name}: ${error.message}`)
    } finally {
      this.dialect = dialect
      this.forget()
    }
  }

  /** Forget the requests of a session that has ended: the ids of the next one are others. */
  forget() {
    this.#asked.clear()
    this.#methods.clear()
  }

  clear() {
    this.#rows = []
    this.#paused &&= []
    this.#list.replaceChildren()
    this.#follow()
    this.#show()
    announce("Frames cleared")
  }

  #append(rows) {
    const follow = this.#isAtEnd()
    for (const row of rows) {
      row.element.hidden = !this.#matches(row.frame)
      this.#rows.push(row)
      this.#list.append(row.element)
      if (!follow && !row.element.hidden) this.#missed++
    }
    for (const old of this.#rows.splice(0, Math.max(0, this.#rows.length - MOST))) old.element.remove()
    if (follow) this.#follow()
  }

  #row(frame) {
    const { direction, kind, method, id, parameters, data, failed, took, at, text } = frame
    const [arrow, word] = direction === "out" ? ["→", "sent"] : ["←", "received"]
    const details = el("details", { ontoggle: () => details.open && fill() },
      el("summary", {},
        time(at),
        el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
        el("span", { class: "visually-hidden" }, word),
        el("span", { class: "kind" }, kind),
        el("span", { class: "what" }, el("b", {}, method), id && el("i", {}, ` #${[id, ...parameters ?? []].join(" ")}`)),
        el("code", { class: "preview" }, preview(kind, data).slice(0, 300)),
        el("span", { class: "size" }, took && el("span", {}, took), el("span", {}, size(text)))))
    // Made once it is looked at.
    function fill() {
      if (details.childElementCount > 1) return
      const value = parse(data)
      details.append(el("div", { class: "whole" }, value === undefined ? undefined : pretty(value),
        el("pre", { class: "raw" }, text), copyButton("Copy frame", () => text)))
    }
    return el("li", { class: failed ? "failed" : undefined, "data-direction": direction, "data-kind": kind }, details)
  }

  #matches({ kind, text }) {
    const wanted = byId("filter").value.trim().toLowerCase()
    if (this.#isQuiet(kind)) return false
    return wanted === "" || text.toLowerCase().includes(wanted)
  }

  #isQuiet(kind) {
    return QUIET.includes(kind) && !byId("pings").checked
  }

  #filter() {
    for (const row of this.#rows) row.element.hidden = !this.#matches(row.frame)
    this.#follow()
    this.#show()
  }

  #pause() {
    const button = byId("pause")
    if (this.#paused) {
      const rows = this.#paused
      this.#paused = null
      this.#append(rows)
    } else {
      this.#paused = []
    }
    button.setAttribute("aria-pressed", String(this.#paused !== null))
    this.#show()
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list
    return scrollHeight - scrollTop - clientHeight < 40
  }

  #follow() {
    this.#missed = 0
    this.#list.scrollTop = this.#list.scrollHeight
    this.#show()
  }

  #show() {
    const frames = this.#rows.filter(({ frame: { kind } }) => kind !== "note" && !this.#isQuiet(kind))
    const waiting = this.#paused?.filter(({ frame: { kind } }) => !this.#isQuiet(kind)).length
    const shown = frames.filter((row) => !row.element.hidden).length
    byId("frame-count").textContent = frames.length === 0 ? "" : shown === frames.length ? `${shown}` : `${shown} of ${frames.length}`
    byId("pause").textContent = this.#paused ? `Resume${waiting ? ` (${waiting})` : ""}` : "Pause"
    byId("jump").hidden = this.#missed === 0
    byId("jump").textContent = `${this.#missed} new ↓`
    this.#list.classList.toggle("empty", this.#rows.length === 0)
  }
}

const FORMAT = "grest-ws frames 1"

/** Download the frames, without the tokens of handshakes: files are passed on. */
function save(rows, dialect) {
  const frames = rows.map(({ frame: { at, direction, text } }) => ({ at: at.toISOString(), direction, text: withoutTokens(text) }))
  const file = new Blob([JSON.stringify({ format: FORMAT, dialect, frames }, null, 2)], { type: "application/json" })
  const href = URL.createObjectURL(file)
  el("a", { href, download: "frames.json" }).click()
  setTimeout(() => URL.revokeObjectURL(href))
}

/** The frames of such a file. */
function framesOf(text) {
  const { format, dialect, frames } = parse(text) ?? {}
  if (format !== FORMAT || !Array.isArray(frames)) throw new Error("it is no file that the console has exported")
  if (!frames.every(({ at, text: one }) => typeof one === "string" && !Number.isNaN(Date.parse(at)))) {
    throw new Error("it has frames without a text or a time")
  }
  return { dialect: knownDialect(dialect, "its frames"), frames: frames.slice(-MOST) }
}

// What matters of a frame, in a line.
function preview(kind, data) {
  // A token in plain sight would be in every screenshot.
  if (kind === "handshake" || kind === "going away") return withoutTokens(data)
  if (kind === "accepted") return data === "null" ? "" : withoutTokens(data)
  if (kind === "credit") return `${data} more`
  const result = kind === "answer" || kind === "rejected" || kind === "failure" ? parse(data) : undefined
  if (result?.success === true) return `OK ${JSON.stringify(result.data) ?? ""}`
  if (result?.success === false) {
    return `${result.type} ${result.statusCode ?? ""} ${result.context?.displayMessage ?? JSON.stringify(result.data) ?? ""}`
  }
  return data
}

/** A frame of a handshake, or its data, with nothing to log in by. */
function withoutTokens(text) {
  return text.replace(/("authorization":"(?:Bearer )?)[^"]*/i, "$1•••").replace(/("grest-ws-resume":")[^" ]*/, "$1•••")
    .replace(/("(?:token|receipt)":")[^"]*/, "$1•••")
}

function time(at) {
  return el("time", { datetime: at.toISOString() }, `${clock(at)}.${String(at.getMilliseconds()).padStart(3, "0")}`)
}
