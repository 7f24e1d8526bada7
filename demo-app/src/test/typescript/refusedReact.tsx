// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import { chatApi } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { useCall, useListener, useMessages, useSocket, useStream } from "./react.js"

export function Refused() {
  const chat = useSocket(() => chatApi({ room: "kitchen" }), [])
  const prices = useSocket(() => priceApi(), [])
  // @ts-expect-error: it is to be said what the client depends on
  useSocket(() => priceApi())
  // @ts-expect-error: not a client
  useSocket(() => priceApi, [])
  // @ts-expect-error: there is no such message
  useMessages(chat, "oldMessage")
  // @ts-expect-error: it is answered, so it is no message
  useMessages(chat, "areYouThere")
  // @ts-expect-error: there is no such option
  useMessages(chat, "newMessage", { max: 3 })
  // @ts-expect-error: a gap has no text
  useMessages(chat, "newMessage", { gaps: true })[0]?.text
  // @ts-expect-error: there is no such method
  useCall(chat, "sendMessages")
  // @ts-expect-error: it is not answered
  useCall(chat, "markAsRead")
  // @ts-expect-error: it is answered with a stream
  useCall(prices, "watch")
  // @ts-expect-error: another input
  useCall(chat, "sendMessage").call({ text: 1, channelId: "kitchen" })
  // @ts-expect-error: the answer is of another type
  const id: number | undefined = useCall(chat, "sendMessage").data?.messageId
  // @ts-expect-error: the payload is of another type
  const texts: number[] = useMessages(chat, "newMessage").map(({ text }) => text)
  // @ts-expect-error: there is no such handler
  useListener(chat, { oldMessage: () => {} })
  // @ts-expect-error: it answers with a boolean
  useListener(chat, { areYouThere: () => "yes" })
  // @ts-expect-error: no stream
  useStream(chat, (server) => server.history({ before: "m-7", limit: 50 }), [])
  // @ts-expect-error: another input
  useStream(prices, (server) => server.watch({ symbols: "ACME" }), [])
  // @ts-expect-error: items of another type
  const amount: string | undefined = useStream(prices, (server) => server.watch({ symbol: "ACME" }), []).latest?.amount
  // @ts-expect-error: what looks like what useSocket returns, but is not
  useMessages({ socket: undefined, state: "open", error: undefined, retry: undefined }, "newMessage")
  return [id, texts, amount].join()
}
