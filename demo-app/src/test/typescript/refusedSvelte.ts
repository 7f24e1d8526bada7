// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import { readable, type Readable } from "svelte/store"
import { chatApi, type Message } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { callStore, listen, messageStore, socketStore, streamStore, type StreamState } from "./svelte.js"

const chat = socketStore(() => chatApi({ room: "kitchen" }))
const client = chatApi({ room: "kitchen" })
const prices = socketStore(() => priceApi())

export const messages: Readable<readonly Message[]> = messageStore(client, "newMessage")
export const sent: Promise<{ messageId: string }> = callStore(chat, "sendMessage").call({ text: "Hello!", channelId: "kitchen" })
// @ts-expect-error: there may be gaps
export const all: Readable<readonly Message[]> = messageStore(client, "newMessage", { gaps: true })
// @ts-expect-error: not a client
socketStore(() => priceApi)
// @ts-expect-error: there is no such message
messageStore(chat, "oldMessage")
// @ts-expect-error: any store is no client
messageStore(readable(client), "newMessage")
// @ts-expect-error: there is no such method
callStore(chat, "sendMessages")
// @ts-expect-error: it is not answered
callStore(chat, "markAsRead")
// @ts-expect-error: another input
callStore(chat, "sendMessage").call({ text: 1, channelId: "kitchen" })
// @ts-expect-error: it answers with a boolean
listen(chat, { areYouThere: () => "yes" })
// @ts-expect-error: no stream
streamStore(chat, (server) => server.history({ before: "m-7", limit: 50 }))
// @ts-expect-error: items of another type
export const amounts: Readable<StreamState<string>> = streamStore(prices, (server) => server.watch({ symbol: "ACME" }))
