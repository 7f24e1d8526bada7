// The dialect of contracts that have no handshake and no requests.

import { Connection, isIn, parse, textOf, WsError } from "./runtime.js"

/** Frames of the form {"type":"chat","data":{...}}: without handshake and requests, with an error before a close. */
export class EnvelopeConnection extends Connection {
  static errors = WsError // the class of those that a contract declares

  begin() {
    this.opened()
  }

  receive(text) {
    const { error, code, type, data } = (typeof text === "string" && parse(text, this.definition, "frames", "in")) || {}
    if (error === true && Number.isInteger(code)) {
      this.end(new WsError(code, "", { message: textOf(data?.message), details: data }))
    } else if (this.definition.handlers[type] === "send") {
      this.host.deliver(type, isIn(this.definition.withoutInput, "handlers", type) ? undefined : data)
    } else {
      console.warn(`Dropped a frame that ${this.definition.name} does not know`)
    }
  }

  send(type, json = "null") {
    this.write(`{"type":${JSON.stringify(type)},"data":${json}}`)
  }

  ping() {}

  async drain() {}

  release() {}
}
