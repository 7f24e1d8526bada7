// The contracts of the test server, each generated into a module of its own: ChatApi at four paths, EchoApi at two,
// CredentialsApi and StreamApi at one.
export { chatApi } from "./chat.js"
export { chatApi as privateApi } from "./chat-private.js"
export { chatApi as roomsApi } from "./chat-rooms.js"
export { chatApi as versionsApi } from "./chat-versions.js"
export { credentialsApi } from "./credentials.js"
export { echoApi } from "./echo.js"
export { echoApi as echoRoomsApi } from "./echo-rooms.js"
export { streamApi } from "./stream-api.js"
