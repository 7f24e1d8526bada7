import { byId, element, list } from "./dom.js"
import { count } from "./nodes.js"

const TYPING_SHOWN = 3_000
const SAME_BREATH = 5 * 60_000

const messages = byId("messages")
const scroll = byId("scroll")
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" })

// Keep the view at the end, if it is there, when other elements change its height.
let atEnd = true
scroll.addEventListener("scroll", () => atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80)
new ResizeObserver(() => atEnd && toEnd()).observe(scroll)

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight
}

/** View of the messages and users of one room. */
export class Conversation {

  #me
  #byId = new Map()
  #pending = []
  #typing = new Map()
  #readUpTo = new Map()
  #names = null

  constructor(me) {
    this.#me = me
    messages.replaceChildren()
    atEnd = true
    byId("presence").replaceChildren()
    this.#showTyping()
  }

  /** Show a message before the server confirms it. */
  addPending(text) {
    const item = this.#item({ author: this.#me, text, at: new Date() })
    item.classList.add("pending")
    const pending = { item, text }
    this.#pending.push(pending)
    this.#append(item, true)
    return pending
  }

  /** Say what a message waits for: the server's answer, or first a connection. */
  wait(pending, isSent) {
    this.#say(pending.item, isSent ? "on its way" : "waits for the connection")
  }

  /** Mark a message as answered by the server. */
  confirm(pending, messageId, took) {
    if (!this.#byId.has(messageId)) this.#know(pending, messageId)
    this.#say(pending.item, `answered in ${Math.max(1, Math.round(took))} ms`)
  }

  /** Mark a message as failed, and offer to send it again. */
  fail(pending, why, again) {
    this.#pending = this.#pending.filter((other) => other !== pending)
    pending.item.classList.replace("pending", "failed")
    this.#say(pending.item, `${why} `, element("button", { type: "button", text: "Try again", onclick: () => {
      this.remove(pending)
      again(pending.text)
    } }))
  }

  remove(pending) {
    this.#pending = this.#pending.filter((other) => other !== pending)
    pending.item.remove()
  }

  /** Add a message of the room, new or from the history. Return whether it was not shown yet. */
  add(message) {
    this.#typing.delete(message.author)
    this.#showTyping()
    if (this.#byId.has(message.id)) return false
    // The author receives the message as well, before the answer arrives.
    const mine = message.author === this.#me && this.#pending.find(({ text }) => text === message.text)
    if (mine) {
      this.#know(mine, message.id)
      return false
    }
    const item = this.#item(message)
    this.#byId.set(message.id, item)
    this.#append(item, false)
    this.#showReaders()
    return true
  }

  /** Show these messages in place of all others, except those of this user that have not arrived. */
  reload(history) {
    const kept = messages.querySelectorAll(".pending, .failed")
    this.#byId.clear()
    messages.replaceChildren()
    for (const message of history) this.add(message)
    messages.append(...kept)
    toEnd()
  }

  /** Remove all messages and events, except those that are on their way. */
  clear() {
    this.#byId.clear()
    this.#readUpTo.clear()
    messages.replaceChildren(...this.#pending.map(({ item }) => item))
  }

  /** Add messages of the history before those that are shown, without moving what the user looks at. */
  addEarlier(earlier) {
    const fromEnd = scroll.scrollHeight - scroll.scrollTop
    const items = new Map()
    let before = null
    for (const message of earlier) items.set(message.id, before = this.#item(message, before))
    messages.prepend(...items.values())
    this.#byId = new Map([...items, ...this.#byId])
    this.#showReaders()
    scroll.scrollTop = scroll.scrollHeight - fromEnd
  }

  /** The ids of the messages that are shown, the oldest first. */
  get ids() {
    return [...this.#byId.keys()]
  }

  /** Add a line about an event. */
  addEvent(text) {
    this.#append(element("p", { className: "event", text }), false)
  }

  /** Show the users, one for each connection, with the node that it is of if there are several. */
  setPresence(seats) {
    const names = [...new Set(seats.map(({ name }) => name))]
    const came = this.#names ? names.filter((name) => !this.#names.includes(name)) : []
    const gone = (this.#names ?? []).filter((name) => !names.includes(name))
    if (came.length) this.addEvent(`${list(came)} came in`)
    if (gone.length) this.addEvent(`${list(gone)} left`)
    this.#names = names
    const isSpread = count() > 1
    let meSeen = false
    byId("presence").replaceChildren(...seats.map(({ name, node }) => {
      const isMe = name === this.#me && !meSeen
      meSeen ||= isMe
      return element("li", {}, element("bdi", { text: name }), ...(isMe ? [element("small", { text: "you" })] : []),
        ...(isSpread ? [element("small", { className: "node", text: `at ${node}` })] : []))
    }))
  }

  /** Clear the users until the server sends them again. */
  forgetPresence() {
    this.#names = null
    byId("presence").replaceChildren()
  }

  setTyping(name) {
    if (name === this.#me) return
    clearTimeout(this.#typing.get(name))
    this.#typing.set(name, setTimeout(() => {
      this.#typing.delete(name)
      this.#showTyping()
    }, TYPING_SHOWN))
    this.#showTyping()
  }

  setRead(name, messageId) {
    if (name !== this.#me) this.#readUpTo.set(name, messageId)
    this.#showReaders()
  }

  #know(pending, messageId) {
    this.#pending = this.#pending.filter((other) => other !== pending)
    pending.item.classList.remove("pending")
    this.#byId.set(messageId, pending.item)
    this.#moveToEnd(pending.item)
    this.#showReaders()
  }

  // The messages that have arrived while this one waited are before it in the room.
  #moveToEnd(item) {
    let last = messages.lastElementChild
    while (last.matches(".pending, .event")) last = last.previousElementSibling
    if (last === item) return
    last.after(item)
    this.#place(item, last)
  }

  // Show the users who have read the last message of this user, or a later one.
  #showReaders() {
    messages.querySelector(".readers")?.remove()
    const order = [...this.#byId.keys()]
    const last = order.findLastIndex((id) => this.#byId.get(id).classList.contains("own"))
    if (last < 0) return
    const readers = [...this.#readUpTo].filter(([, id]) => order.indexOf(id) >= last).map(([name]) => name).sort()
    if (readers.length) {
      this.#byId.get(order[last]).querySelector(".meta")
        .append(element("span", { className: "readers", text: `read by ${list(readers)}` }))
    }
  }

  #showTyping() {
    const names = [...this.#typing.keys()]
    byId("typing").classList.toggle("on", names.length > 0)
    byId("typing").textContent = names.length ? `${list(names)} ${names.length > 1 ? "are" : "is"} typing` : ""
  }

  #item({ author, text, lang, at }, before = messages.lastElementChild) {
    const item = element("div", { className: "message" },
      element("p", { className: "author" }, element("bdi", { text: author })),
      element("p", { className: "words", text, attributes: lang ? { lang } : {} }),
      element("p", { className: "meta" }, element("time", { text: time.format(new Date(at)) }),
        element("span", { className: "fate" })))
    item.classList.toggle("own", author === this.#me)
    item.style.setProperty("--hue", hue(author))
    item.dataset.author = author
    item.dataset.at = Number(new Date(at))
    this.#place(item, before)
    return item
  }

  // The author is shown again only after a while, or after another one.
  #place(item, before) {
    const { author, at } = item.dataset
    item.classList.toggle("first", before?.dataset.author !== author || at - before.dataset.at >= SAME_BREATH)
  }

  #say(item, ...fate) {
    item.querySelector(".fate").replaceChildren(...fate)
  }

  // Scroll to a new message only if the view is at the end.
  #append(item, always) {
    const follow = always || atEnd
    messages.append(item)
    if (follow) toEnd()
  }

}

// Derive the colour from the name, so that it is the same on every page.
function hue(name) {
  let sum = 0
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)) % 360
  return sum * 137 % 360
}
