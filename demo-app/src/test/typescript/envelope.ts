import { createWebSocket } from "shiftapi/internal/browser"
import type { NoteApiCalls, NoteApiMessage } from "./NoteApi.js"

type Sent<Calls> = {
  [Method in keyof Calls]: Calls[Method] extends (input: infer Data) => void ? { type: Method; data: Data } : never
}[keyof Calls]

const websocket = createWebSocket("https://example.com")
const notes = websocket<Sent<NoteApiCalls>, NoteApiMessage>("/ws/notes")
await notes.send({ type: "pin", data: { text: "hi" } })
for await (const { type, data } of notes) console.log(type, data.text)

// @ts-expect-error: no such field
await notes.send({ type: "pin", data: { txt: "hi" } })

// @ts-expect-error: no such method
await notes.send({ type: "pinn", data: { text: "hi" } })
