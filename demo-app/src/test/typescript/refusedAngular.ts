// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import { signal, type Signal } from "@angular/core"
import { injectCall, injectListener, injectMessages, injectSnapshot, injectSocket, injectStream } from "./angular.js"
import { chatApi, type Message } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"

const isIn = signal(false)
const chat = injectSocket(() => isIn() ? chatApi({ room: "kitchen" }) : undefined)
const client = chatApi({ room: "kitchen" })
const prices = injectSocket(() => priceApi())

export const messages: Signal<readonly Message[]> = injectMessages(chat, "newMessage", { limit: signal(3) })
export const isOpen: boolean = chat.state() === "open" && injectSnapshot(client)().state === "open"
export const sent: Promise<{ messageId: string }> = injectCall(client, "sendMessage").call({ text: "Hello!", channelId: "kitchen" })
export const amount: number | undefined = injectStream(prices, (server) => server.watch({ symbol: "ACME" })).latest()?.amount
// @ts-expect-error: a gap has no text
injectMessages(chat, "newMessage", { gaps: true, limit: signal(3) })()[0]?.text
// @ts-expect-error: not a client
injectSocket(() => priceApi)
// @ts-expect-error: there is no such message
injectMessages(chat, "oldMessage")
// @ts-expect-error: no number
injectMessages(chat, "newMessage", { limit: signal("3") })
// @ts-expect-error: they are not to be changed
injectMessages(chat, "newMessage").set([])
// @ts-expect-error: there is no such method
injectCall(chat, "sendMessages")
// @ts-expect-error: it is not answered
injectCall(chat, "markAsRead")
// @ts-expect-error: another input
injectCall(chat, "sendMessage").call({ text: 1, channelId: "kitchen" })
// @ts-expect-error: it answers with a boolean
injectListener(chat, { areYouThere: () => "yes" })
// @ts-expect-error: there may be no client
chat.socket().close()
// @ts-expect-error: a signal is no state
if (chat.state === "open") injectSnapshot(client)
// @ts-expect-error: no stream
injectStream(chat, (server) => server.history({ before: "m-7", limit: 50 }))
// @ts-expect-error: it is no client that is held
injectMessages({ socket: signal(client), state: signal("open") }, "newMessage")
