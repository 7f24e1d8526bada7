// Two modules of one client, as those of @grest-ts/websocket: they share a socket to the path of both contracts. The
// socket shakes hands once, counts the ids of all calls, and passes what arrives to the module that the path names.
const [url] = process.argv.slice(2)

class SharedSocket {
  #modules = new Map()
  #pending = new Map()
  #ids = 0
  sent = []

  async open(headers) {
    this.socket = new WebSocket(url)
    await new Promise((resolve, reject) => Object.assign(this.socket, { onopen: resolve, onerror: reject }))
    const accepted = new Promise((resolve) => this.accepted = resolve)
    this.socket.onmessage = ({ data }) => this.#receive(data)
    this.#send(`h:::${JSON.stringify(headers)}`)
    return accepted
  }

  module(contract, methods) {
    this.#modules.set(contract, methods)
    return {
      tell: (method, input) => this.#send(`m:${contract}.${method}::${json(input)}`),
      ask: (method, input) => {
        const id = `${++this.#ids}`
        this.#send(`r:${contract}.${method}:${id}:${json(input)}`)
        return new Promise((resolve) => this.#pending.set(id, resolve))
      }
    }
  }

  #send(frame) {
    this.sent.push(frame)
    this.socket.send(frame)
  }

  #receive(frame) {
    const [, type, path, id, data] = /^(.):([^:]*):([^:]*):([^]*)$/.exec(frame)
    const payload = data ? JSON.parse(data) : undefined
    const [contract, method] = path.split(".")
    if (type === "k") {
      this.accepted(payload)
    }
    else if (type === "s") {
      this.#pending.get(id)(payload)
    }
    else {
      // What no module knows is dropped.
      const result = this.#modules.get(contract)?.[method]?.(payload)
      if (type === "r") {
        this.#send(`s:${path}:${id}:${JSON.stringify({ success: true, type: "OK", data: result })}`)
      }
    }
  }
}

function json(input) {
  return input === undefined ? "" : JSON.stringify(input)
}

const socket = new SharedSocket()
const pushes = []
const chat = socket.module("ChatApi", { newMessage: ({ text }) => pushes.push(`chat ${text}`) })
const news = socket.module("NewsApi", {
  headline: ({ title }) => pushes.push(`news ${title}`),
  opinion: () => "fine"
})
const accepted = await socket.open({ "x-client": "modules" })
const results = [
  await chat.ask("joinRoom", { roomId: "lobby" }),
  await news.ask("latest", { topic: "sport" }),
  await chat.ask("sendMessage", { text: "Hello", channelId: "general" }),
  await news.ask("survey"),
  await news.ask("latest", { topic: "missing" })
]
news.tell("latest", { topic: "told" })
// An answer to this follows what was sent before.
await chat.ask("joinRoom", { roomId: "lobby" })
const handshakes = socket.sent.filter((frame) => frame.startsWith("h:")).length
socket.socket.close()
console.log(JSON.stringify({ accepted, handshakes, pushes, results: results.map(({ type, data }) => ({ type, data })) }))
