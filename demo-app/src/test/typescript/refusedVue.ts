// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import { ref, type ShallowRef } from "vue"
import { chatApi, type Message } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { useCall, useListener, useMessages, useSocket, useStream } from "./vue.js"

const isIn = ref(false)
const chat = useSocket(() => isIn.value ? chatApi({ room: "kitchen" }) : undefined)
const prices = useSocket(() => priceApi())

export const messages: Readonly<ShallowRef<readonly Message[]>> = useMessages(chat, "newMessage", { limit: ref(3) })
export const sent: Promise<{ messageId: string }> = useCall(chat, "sendMessage").call({ text: "Hello!", channelId: "kitchen" })
// @ts-expect-error: a gap has no text
useMessages(chat, "newMessage", { gaps: true, limit: ref(3) }).value[0]?.text
// @ts-expect-error: not a client
useSocket(() => priceApi)
// @ts-expect-error: there is no such message
useMessages(chat, "oldMessage")
// @ts-expect-error: no number
useMessages(chat, "newMessage", { limit: ref("3") })
// @ts-expect-error: they are not to be changed
messages.value = []
// @ts-expect-error: there is no such method
useCall(chat, "sendMessages")
// @ts-expect-error: it is not answered
useCall(chat, "markAsRead")
// @ts-expect-error: another input
useCall(chat, "sendMessage").call({ text: 1, channelId: "kitchen" })
// @ts-expect-error: it is only shown
useCall(chat, "sendMessage").pending = false
// @ts-expect-error: it answers with a boolean
useListener(chat, { areYouThere: () => "yes" })
// @ts-expect-error: there may be no client
chat.socket.close()
// @ts-expect-error: no stream
useStream(chat, (server) => server.history({ before: "m-7", limit: 50 }))
// @ts-expect-error: items of another type
export const amount: string | undefined = useStream(prices, (server) => server.watch({ symbol: "ACME" })).latest?.amount
