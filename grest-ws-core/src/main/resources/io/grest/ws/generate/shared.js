// One socket for clients of contracts at the same path. Each keeps its own connection, over a part of the socket: frames name
// their contract, ids are counted for the socket, and of its members only the first shakes hands. Those whose session goes on
// have the next socket together.

import { isIn, parse } from "./runtime.js"

const ELSEWHERE = 4009 // the code of a close: the session goes on with another socket

const sockets = new Set() // those that may be joined
const lost = new Map() // what has clients of a lost socket connect again, by the key of the socket

/** Called by runtime.js. */
export const shared = { join, leave }

/** Take part in a socket that others have opened, or open one. Undefined where this client does not share. */
function join(connection, address, make) {
  const { definition, options } = connection
  // A page has one user. A program that connects for several must not mix them up.
  if (!(options.shared ?? globalThis.location)) return undefined
  if (connection.resting) return connection.resting.add(new Member(connection, make))
  const key = keyOf(connection, address)
  const isOpen = ({ key: other, members }) => other === key && members.every((member) => member.name !== definition.name)
  return ([...sockets].find(isOpen) ?? new SharedSocket(key)).add(new Member(connection, make))
}

/** Told that a client has no further socket. */
function leave(connection) {
  connection.resting?.resting.delete(connection)
}

/** What clients of one socket have in common. What is made for each attempt is no part of it, but that it is made so. */
function keyOf({ definition, options, headers, host }, { origin, pathname, searchParams }) {
  const isMade = (name) => typeof options[name] === "function" || Boolean(Object.getOwnPropertyDescriptor(options, name)?.get)
  const isStatic = !isMade("url") && !isMade("query")
  const parameters = [...searchParams].filter(([name]) => isStatic || isIn(definition, "query", name))
  return JSON.stringify([origin, pathname, parameters.sort(), isMade("headers") || Object.entries(headers).sort(),
    options.protocols ?? definition.subProtocols, options.maxFrameSize, host.session?.isOn])
}

/** The part of one client, which takes it for a WebSocket. */
class Member {
  onopen = null
  onmessage = null
  onclose = null
  onerror = null
  socket = null

  constructor(connection, make) {
    Object.assign(this, { connection, make, name: connection.definition.name })
  }

  get bufferedAmount() {
    return this.socket.wire?.bufferedAmount ?? 0
  }

  /** Whether the socket stays when this member leaves it: then the server is told which calls nobody waits for. */
  get isShared() {
    return this.socket.isAccepted && this.socket.members.length > 1
  }

  send(text) {
    this.socket.send(this, text)
  }

  close(code, reason) {
    this.socket.leave(this, code, reason)
  }

  /** Tell the client that the socket is lost. */
  lose(code, reason) {
    this.wait()
    this.onclose?.({ code, reason })
  }

  /** Have the client use another such socket, once there is one, before its next attempt is due. */
  wait() {
    const { key } = this.socket
    lost.set(key, (lost.get(key) ?? new Set()).add(this.connection.host.retry))
  }
}

/**
 * A socket with its members, the latest last. While it connects it is the opener's; the others wait, and one of them opens it
 * anew if that fails. It ends with its last member. One that is lost while its session may go on rests, until the first of
 * those who had it opens it anew for all.
 */
class SharedSocket {
  members = []
  resting = new Map() // how those who had it make a socket, by their connections
  counts = null // of frames, where its session may go on
  wire = null
  isAccepted = false
  #ids = { next: 1 }
  #opener
  #terms // what the server has granted
  #grantedAt

  constructor(key) {
    this.key = key
  }

  add(member) {
    this.#enlist(member)
    if (this.isAccepted) queueMicrotask(() => member.onmessage?.({ data: this.#welcome() }))
    else if (!this.wire) this.#open(member)
    return member
  }

  #enlist(member) {
    member.socket = this
    member.connection.ids = this.#ids
    this.members.push(member)
    sockets.add(this)
    const { session } = member.connection.host
    if (session?.isOn) session.share(this.counts ??= this.#count(session))
  }

  #count(session) {
    return session.makeCounts({
      write: (text) => {
        this.wire.send(text)
        this.members[0]?.connection.host.frame("out", text)
      },
      isPending: (id) => this.#connections.some((connection) => connection.isPending(id)),
      isIdle: () => this.#connections.every((connection) => connection.isIdle),
      sessions: () => this.#connections.map(({ host }) => host.session)
    })
  }

  get #connections() {
    return [...new Set([...this.members.map(({ connection }) => connection), ...this.resting.keys()])]
  }

  #open(opener) {
    this.#opener = opener
    try {
      const wire = this.wire = opener.make()
      wire.onopen = () => opener.onopen?.()
      wire.onmessage = ({ data }) => this.#receive(data)
      wire.onclose = ({ code, reason }) => this.#lost(code, reason)
      wire.onerror = () => wire.readyState % 3 || this.#lost(1006, "")
    } catch (error) {
      this.#remove(opener)
      throw error
    }
  }

  #receive(data) {
    const [type, path = ""] = typeof data === "string" ? data.split(":", 2) : []
    const isOpening = !this.isAccepted && type === "k"
    if (isOpening) {
      if (!this.#accept(parse(data.slice(4)))) return this.#lost(1006, "")
    } else if (type === "t") this.#renew(parse(data.slice(4)))
    if (!isOpening && this.isAccepted && typeof data === "string") this.counts?.take(data)
    for (const member of this.#receiversOf(type, path)) member.onmessage?.({ data })
    if (isOpening) this.#adopt(data)
    if (type === "k") this.#call()
  }

  // Of a contract that nobody has joined, messages are dropped. A request is answered by anybody: there is no such route.
  #receiversOf(type, path) {
    if (!this.isAccepted) return [this.#opener]
    if (!path) return type === "p" ? this.members.slice(0, 1) : [...this.members]
    const [name] = path.split(/[./]/, 1)
    return this.members.filter((member, index) => member.name === name
      || (type === "r" && index === 0 && this.members.every((other) => other.name !== name)))
  }

  #accept(terms) {
    this.isAccepted = true
    this.#grant(terms)
    return this.counts?.accept(terms?.extensions?.includes?.("resume") ? terms.resume : undefined) ?? true
  }

  /** Have those who had the socket before have this one, each at once: its frames are on their way. */
  #adopt(data) {
    const resting = [...this.resting]
    this.resting.clear()
    for (const [connection, make] of resting) {
      connection.resting = undefined
      if (!this.isAccepted || this.members.some((member) => member.connection === connection)) continue
      const member = new Member(connection, make)
      connection.host.adopt(member)
      if (!member.onmessage) continue
      this.#enlist(member)
      member.onmessage({ data })
    }
  }

  #grant(terms) {
    this.#terms = terms
    this.#grantedAt = performance.now()
  }

  // Who joins later has the rights for as long as they last.
  #welcome() {
    const { expires, resume } = this.#terms ?? {}
    const remaining = Math.max(0, Math.round(expires - (performance.now() - this.#grantedAt)))
    const own = { ...(typeof expires === "number" && { expires: remaining }),
      ...(resume && { resume: { ...resume, session: "new", topics: undefined } }) }
    return `k:::${JSON.stringify(this.#terms ? { ...this.#terms, ...own } : null)}`
  }

  #renew({ success, expires, within }) {
    if (success !== false) this.#grant({ ...this.#terms, expires: within ?? expires })
  }

  /** Call those who have lost such a socket. */
  #call() {
    const retries = lost.get(this.key) ?? []
    lost.delete(this.key)
    for (const retry of retries) retry()
  }

  // The credentials of the latest are used.
  send(member, text) {
    if (member === this.members.at(-1) || !text.startsWith("t:")) this.wire.send(text)
  }

  leave(member, code, reason) {
    if (!this.members.includes(member)) return
    this.#remove(member)
    if (!this.isAccepted) {
      if (member !== this.#opener) return
      this.#close(code, reason)
      this.#openNext()
    } else if (member.connection.isDropped) {
      member.wait()
      this.#close(code, reason)
      this.#end(code === ELSEWHERE ? 1000 : code, reason, [member])
    } else if (!this.members.length) this.#close(code, reason)
  }

  #lost(code, reason) {
    this.#close()
    if (this.isAccepted) return this.#end(code, reason)
    const opener = this.#opener
    this.#remove(opener)
    opener.lose(code, reason)
    this.#openNext()
  }

  #end(code, reason, told = []) {
    sockets.delete(this)
    const members = this.members.splice(0)
    this.#rest(code, [...told, ...members])
    for (const member of members) member.lose(code, reason)
  }

  #rest(code, members) {
    if (!this.counts) return
    this.isAccepted = false
    if (code === ELSEWHERE) this.counts.forget()
    if (!this.counts.isGranted) return
    for (const { connection, make } of members) {
      connection.resting = this
      this.resting.set(connection, make)
    }
  }

  // Closing one whose network is gone can take a minute.
  #close(code = 1000, reason = "") {
    const { wire } = this
    if (!wire) return
    this.wire = null
    this.counts?.detach()
    wire.onopen = wire.onmessage = wire.onclose = null
    wire.onerror = () => {} // some implementations throw where nobody listens
    wire.close(code, reason)
  }

  // That one could not connect, perhaps for its credentials, says nothing about the others.
  #openNext() {
    const [next] = this.members
    if (!next) return
    try {
      this.#open(next)
    } catch {
      this.#lost(1006, "")
    }
  }

  #remove(member) {
    this.members = this.members.filter((other) => other !== member)
    if (!this.members.length) sockets.delete(this)
  }
}
