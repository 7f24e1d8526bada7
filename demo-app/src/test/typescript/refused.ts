// Each line after @ts-expect-error must be an error of the compiler, or it is one itself.
import { chatApi } from "./ChatApi.js"
import { ContractError, WsError } from "./runtime.js"

// @ts-expect-error: a path variable is missing
chatApi({})
// @ts-expect-error: all of them are
chatApi()
// @ts-expect-error: there is no such path variable
chatApi({ room: "kitchen", rom: "kitchen" })
// @ts-expect-error: it is of another type
chatApi({ room: 1 })
// @ts-expect-error: there is no such parameter of the query
chatApi({ room: "kitchen" }, { query: { language: "en" } })
// @ts-expect-error: there is no such option
chatApi({ room: "kitchen" }, { reconnects: false })

const chat = chatApi({ room: "kitchen" })

// @ts-expect-error: there is no such method
chat.sendMesage({ text: "", channelId: "" })
// @ts-expect-error: there is no such field
chat.sendMessage({ text: "", chanelId: "" })
// @ts-expect-error: a field is missing
chat.sendMessage({ text: "" })
// @ts-expect-error: a fire-and-forget method returns nothing to wait for
chat.markAsRead({ messageId: "" }).then()
// @ts-expect-error: the server calls no such method
chat.on({ newMesage() {} })
// @ts-expect-error: the answer is of another type
chat.on({ areYouThere: () => "yes" })
// @ts-expect-error: the message has no such field
chat.on({ newMessage: (message) => message.words })
// @ts-expect-error: that is no message, but a request
chat.messages("areYouThere")
// @ts-expect-error: that is none of the states
export const wrong = chat.state === "opened"
// @ts-expect-error: it may be for good
chat.onclose = ({ retry }) => retry.delay

for await (const message of chat) {
  // @ts-expect-error: not every message has a text
  message.data.text
  // @ts-expect-error: nor has that one
  if (message.type === "presence") message.data.text
}

try {
  await chat.joinRoom({ history: 1 })
} catch (error) {
  // @ts-expect-error: it may be anything
  error.type
  if (chatApi.isError(error)) {
    // @ts-expect-error: not every error has a capacity
    error.details.capacity
    // @ts-expect-error: the contract has no such error
    if (error.type === "ROOM_FUL") throw error
  }
  // @ts-expect-error: what it has depends on the server
  if (error instanceof WsError) error.details.realm
  // @ts-expect-error: likewise
  if (error instanceof ContractError) error.details.capacity
}
