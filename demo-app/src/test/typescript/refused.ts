// Each line after @ts-expect-error must fail to compile. Otherwise the comment itself is an error.
import { chatApi } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { ContractError, WsError } from "./runtime.js"

// @ts-expect-error: a path variable is missing
chatApi({})
// @ts-expect-error: all path variables are missing
chatApi()
// @ts-expect-error: there is no such path variable
chatApi({ room: "kitchen", rom: "kitchen" })
// @ts-expect-error: the path variable is of another type
chatApi({ room: 1 })
// @ts-expect-error: there is no such parameter of the query
chatApi({ room: "kitchen" }, { query: { language: "en" } })
// @ts-expect-error: there is no such option
chatApi({ room: "kitchen" }, { reconnects: false })
// @ts-expect-error: no other contract has its path
chatApi({ room: "kitchen" }, { shared: true })

const chat = chatApi({ room: "kitchen" })

// @ts-expect-error: there is no such method
chat.sendMesage({ text: "", channelId: "" })
// @ts-expect-error: there is no such field
chat.sendMessage({ text: "", chanelId: "" })
// @ts-expect-error: a field is missing
chat.sendMessage({ text: "" })
// @ts-expect-error: a fire-and-forget method returns no promise
chat.markAsRead({ messageId: "" }).then()
// @ts-expect-error: the server calls no such method
chat.on({ newMesage() {} })
// @ts-expect-error: the answer is of another type
chat.on({ areYouThere: () => "yes" })
// @ts-expect-error: the message has no such field
chat.on({ newMessage: (message) => message.words })
// @ts-expect-error: this is a request, not a message
chat.messages("areYouThere")
// @ts-expect-error: there is no such state
export const wrong = chat.state === "opened"
// @ts-expect-error: retry is missing if the close is final
chat.onclose = ({ retry }) => retry.delay

// @ts-expect-error: there is no such option of a call
chat.joinRoom({ history: 1 }, { retries: 3 })

const prices = priceApi()

// @ts-expect-error: an item has no such field
for await (const { price } of prices.watch({ symbol: "ACME" })) price
// @ts-expect-error: a stream is no promise
;(await prices.watch({ symbol: "ACME" })).amount
// @ts-expect-error: an item is of another type
prices.upload([{ symbol: "ACME" }])
// @ts-expect-error: the stream is missing
prices.upload()

for await (const message of chat) {
  // @ts-expect-error: not every message has a text
  message.data.text
  // @ts-expect-error: this message has no text
  if (message.type === "presence") message.data.text
}

try {
  await chat.joinRoom({ history: 1 })
} catch (error) {
  // @ts-expect-error: the type of a caught value is unknown
  error.type
  if (chatApi.isError(error)) {
    // @ts-expect-error: not every error has a capacity
    error.details.capacity
    // @ts-expect-error: the contract has no such error
    if (error.type === "ROOM_FUL") throw error
  }
  // @ts-expect-error: the details depend on the server
  if (error instanceof WsError) error.details.realm
  // @ts-expect-error: the details depend on the method
  if (error instanceof ContractError) error.details.capacity
}
