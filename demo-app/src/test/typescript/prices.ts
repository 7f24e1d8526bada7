import { scan, switchMap, type Observable } from "rxjs"
import { chatApi, type Message } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { fromCall, fromMessages, fromSocket, fromStream } from "./rxjs.js"

const chat = fromSocket(() => chatApi({ room: "kitchen" }))

export const messages = fromMessages(chat, "newMessage").pipe(scan((all: Message[], one) => [...all, one].slice(-100), []))

export const historyBefore = (ids: Observable<string>) =>
  ids.pipe(switchMap((before) => fromCall(chat, "history", { before, limit: 50 })))

const prices = fromSocket(() => priceApi())

export const amountsOf = (symbols: Observable<string>) =>
  symbols.pipe(switchMap((symbol) => fromStream(prices, (server) => server.watch({ symbol }))))
