// What becomes of a session whose socket was cut.

import { duration, parse } from "./json.js"

const COUNTED = /^[mrsnqz]:/
const WITHIN = 1_000 // milliseconds after the return, in which what has waited is sent

const SESSIONS = { same: "the same session", clean: "a new session, as the one before has ended in order",
  new: "a new session, as the one before is gone" }

const VERDICTS = { complete: "nothing is lost", topics: "no message of a topic is lost", none: "messages may be lost" }

/** Tells of each return what the server says of the session, and how many frames have followed. */
export class Resumption {
  isGranted = false
  text = ""
  #frames
  #ttl = 0
  #cutAt = null
  #replayed = null // { in, out, until }, from the frame that accepts the next socket
  #change = null // the text of the note

  constructor(frames) {
    this.#frames = frames
  }

  cut() {
    this.#cutAt = performance.now()
    this.#frames.note(`Cut by this side. The server keeps the session for ${duration(this.#ttl)}; calls wait`)
  }

  frame(direction, text) {
    if (direction === "in" && text.startsWith("k:")) this.#accepted(parse(text.slice(4)))
    else if (this.#replayed && COUNTED.test(text) && performance.now() < this.#replayed.until) {
      this.#replayed[direction]++
      this.#tell()
    }
  }

  #accepted(terms) {
    this.isGranted = terms?.resume !== undefined
    this.#ttl = terms?.resume?.ttl ?? 0
    this.#change = null
    this.#replayed = this.#cutAt === null ? null : { in: 0, out: 0, until: performance.now() + WITHIN }
  }

  opened({ session, resumed }) {
    if (this.#cutAt === null) return
    if (session === "new") this.#frames.forget()
    const away = duration(performance.now() - this.#cutAt)
    this.#cutAt = null
    this.text = `Back after ${away} with ${SESSIONS[session]}: ${VERDICTS[resumed]}`
    this.#change = this.#frames.note(this.text)
    this.#tell()
  }

  #tell() {
    this.#change?.(`${this.text}. Frames that followed at once: ${this.#replayed.in} received, ${this.#replayed.out} sent`)
  }
}
