import { createHash } from "node:crypto"
import { createServer } from "node:http"

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" // RFC 6455 section 1.3

/** A WebSocket server that says what a test says: short text frames, to and from its latest client. */
export class RawServer {
  #server = createServer()
  #socket
  #frames = []
  #wake

  static async start(t) {
    const server = new RawServer()
    server.#server.on("upgrade", ({ headers }, socket) => server.#accept(headers["sec-websocket-key"], socket))
    await new Promise((resolve) => server.#server.listen(0, "localhost", resolve))
    t.after(() => {
      server.#socket?.destroy()
      server.#server.close()
    })
    return server
  }

  get url() {
    return `ws://localhost:${this.#server.address().port}`
  }

  #accept(key, socket) {
    this.#socket = socket
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + `Sec-WebSocket-Accept: ${createHash("sha1").update(key + GUID).digest("base64")}\r\n\r\n`)
    let bytes = Buffer.alloc(0)
    socket.on("error", () => {})
    socket.on("data", (data) => bytes = this.#read(Buffer.concat([bytes, data])))
  }

  // Frames of a client are masked; two bytes follow a length of 126. What is no text is passed over.
  #read(bytes) {
    const long = (bytes[1] & 127) === 126
    const head = long ? 8 : 6
    const end = head + (long ? bytes.length >= 4 && bytes.readUInt16BE(2) : bytes[1] & 127)
    if (bytes.length < head || bytes.length < end) return bytes
    const text = bytes.subarray(head, end).map((byte, index) => byte ^ bytes[head - 4 + index % 4])
    if ((bytes[0] & 15) === 1) this.#frames.push(text.toString())
    this.#wake?.()
    return this.#read(bytes.subarray(end))
  }

  /** The next text of a client. */
  async next() {
    while (!this.#frames.length) await new Promise((resolve) => this.#wake = resolve)
    return this.#frames.shift()
  }

  send(text) {
    this.#write(1, Buffer.from(text))
  }

  close(code, reason) {
    this.#write(8, Buffer.from([code >> 8, code & 255, ...Buffer.from(reason)]))
    this.#socket.end()
  }

  /** End as a network does. */
  cut() {
    this.#socket.destroy()
  }

  #write(opcode, payload) {
    const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
    this.#socket.write(Buffer.from([128 | opcode, ...length, ...payload]))
  }
}
