// A client that is told by lines of JSON on the standard input what to do, and answers each by a line on the output.
import { createInterface } from "node:readline"
import { chatApi } from "./contracts.js"

const clients = new Map()

const verbs = {
  async open({ client, ...options }) {
    const chat = chatApi({}, options)
    clients.set(client, chat)
    chat.on({ newMessage() {}, typing() {}, areYouThere: async () => true })
    await chat.opened()
  },
  call: async ({ client, method, input }) => clients.get(client)[method](input),
  close: async ({ client }) => clients.get(client).close()
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, verb, ...details } = JSON.parse(line)
  verbs[verb](details).then((value) => answer({ id, value }), (error) => answer({ id, error: describe(error) }))
}
process.exit()

function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function describe({ type, details: data, ref, message: displayMessage }) {
  return { type, data, ref, displayMessage }
}
