// The contracts of the test server in the envelope dialect (io.grest.ws.conformance.EchoApi).
import { socketApi } from "./runtime.js"

const definition = {
  name: "EchoApi",
  dialect: "envelope",
  calls: { echo: "send", command: "send" },
  handlers: { echo: "send", system: "send" },
  errors: { calls: { echo: { FORBIDDEN: 403 } }, handlers: {} }
}

export const echoApi = socketApi({ ...definition, path: "/ws/echo" })
export const echoRoomsApi = socketApi({ ...definition, path: "/ws/echo-rooms/{room}" })
