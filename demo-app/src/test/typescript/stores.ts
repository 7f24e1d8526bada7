import { chatApi } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { callStore, messageStore, socketStore, streamStore } from "./svelte.js"

export const chat = socketStore(() => chatApi({ room: "kitchen" }))
export const messages = messageStore(chat, "newMessage", { limit: 500 })
export const send = callStore(chat, "sendMessage")

const prices = socketStore(() => priceApi())
export const priceOf = (symbol: string) => streamStore(prices, (server) => server.watch({ symbol }))
