// The contracts of the test server (io.grest.ws.conformance.ChatApi): one name at three paths.
import { socketApi } from "./runtime.js"

const definition = {
  name: "ChatApi",
  dialect: "grest",
  calls: {
    sendMessage: "request", joinRoom: "request", slow: "request", check: "request", markAsRead: "send", ping: "send"
  },
  handlers: { newMessage: "send", typing: "send", areYouThere: "request" },
  errors: { calls: { joinRoom: { ROOM_FULL: 409, NOT_FOUND: 404 } }, handlers: {} }
}

export const chatApi = socketApi({ ...definition, path: "/ws/chat" })
export const privateApi = socketApi({ ...definition, path: "/ws/private" })
export const roomsApi = socketApi({ ...definition, path: "/ws/rooms/{room}" })
