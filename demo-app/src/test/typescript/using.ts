import { chatApi } from "./ChatApi.js"
import { Gap, WsError, type Branded } from "./runtime.js"

declare const token: string
declare function show(text: string): void
declare function freshToken(): Promise<string>
declare function fetchTicket(): Promise<string>

const chat = chatApi({ room: "kitchen" }, {
  query: { lang: "en" },
  headers: () => ({ authorization: `Bearer ${token}` })
})

export const longLived = chatApi({ room: "kitchen" }, {
  headers: async () => ({ authorization: `Bearer ${await freshToken()}` })
})

export const byTicket = chatApi({ room: "kitchen" }, {
  query: async () => ({ lang: "en", ticket: await fetchTicket() })
})

export async function calling() {
  const { messageId } = await chat.sendMessage({ text: "Hello!", channelId: "kitchen" })
  chat.markAsRead({ messageId })
}

export async function paging(before: string) {
  for (const { author, text } of await chat.history({ before, limit: 50 })) show(`${author}: ${text}`)
}

export async function errors() {
  try {
    await chat.joinRoom({ history: 10 })
  } catch (error) {
    if (chatApi.isError(error) && error.type === "ROOM_FULL") show(`It holds ${error.details.capacity} people`)
    else if (error instanceof WsError && error.type === "NOT_AUTHORIZED") show("Log in first")
    else throw error
  }
}

export async function errorsOfOneMethod() {
  try {
    await chat.sendMessage({ text: "Hello!", channelId: "kitchen" })
  } catch (error) {
    if (chatApi.isError(error, "sendMessage") && error.type === "FORBIDDEN") show("Not here")
    else throw error
  }
}

type UserId = Branded<string, "UserId">

export const userId = "6f1f2c1e-5b0a-4b7e-9d53-0a6a2d1f7c11" as UserId

export function listening() {
  const remove = chat.on({
    newMessage: (message) => show(`${message.author}: ${message.text}`),
    areYouThere: () => document.visibilityState === "visible"
  })
  return remove
}

export async function iterating() {
  for await (const message of chat) {
    if (message.type === "newMessage") show(message.data.text)
    else if (message.type === "presence") show(message.data.seats.map(({ name }) => name).join(", "))
  }
}

export async function one() {
  for await (const { text } of chat.messages("newMessage")) show(text)
}

export async function gaps() {
  for await (const message of chat.messages("newMessage", { gaps: true })) {
    if (message instanceof Gap) await chat.joinRoom({ history: 50 })
    else show(message.text)
  }
}

export async function next() {
  const { type } = await chat.receive()
  show(type)
}

export function states() {
  chat.onopen = () => show("connected")
  chat.onclose = ({ error, retry }) => show(retry ? `trying again in ${retry.delay} ms` : error.message)
}

export async function ending() {
  chat.close(4000, "gone for lunch")
  await chat.teardown()
}

export const patient = chatApi({ room: "kitchen" }, {
  reconnect: { maxRetries: 20, baseDelay: 500, maxDelay: 10_000 },
  heartbeat: { interval: 10_000, timeout: 5_000 }
})
