// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import type { Observable } from "rxjs"
import { of } from "rxjs"
import { chatApi, type Message } from "./ChatApi.js"
import { priceApi, type Price } from "./PriceApi.js"
import { fromCall, fromMessages, fromSocket, fromState, fromStream } from "./rxjs.js"

const chat = fromSocket(() => chatApi({ room: "kitchen" }))
const client = chatApi({ room: "kitchen" })
const prices = fromSocket(() => priceApi())

export const messages: Observable<Message> = fromMessages(client, "newMessage")
export const amounts: Observable<Price> = fromStream(prices, (server, signal) => server.watch({ symbol: "ACME" }, { signal }))
export const inTime = fromCall(client, "sendMessage", { text: "Hello!", channelId: "kitchen" }, { timeout: 100 })
// @ts-expect-error: there may be gaps
export const all: Observable<Message> = fromMessages(client, "newMessage", { gaps: true })
// @ts-expect-error: there is no such message
fromMessages(chat, "oldMessage")
// @ts-expect-error: any observable is no client
fromMessages(of(client), "newMessage")
// @ts-expect-error: it is not answered
fromCall(chat, "markAsRead", { messageId: "1" })
// @ts-expect-error: it is answered with a stream
fromCall(prices, "watch", { symbol: "ACME" })
// @ts-expect-error: another input
fromCall(chat, "sendMessage", { text: "Hello!" })
// @ts-expect-error: no input
fromCall(chat, "sendMessage")
// @ts-expect-error: there is no such option
fromCall(chat, "sendMessage", { text: "Hello!", channelId: "kitchen" }, { times: 3 })
// @ts-expect-error: another answer
export const numbers: Observable<number> = fromCall(chat, "sendMessage", { text: "Hello!", channelId: "kitchen" })
// @ts-expect-error: no stream
fromStream(chat, (server) => server.history({ before: "m-7", limit: 50 }))
// @ts-expect-error: a state is told of a client
fromState(chat)
