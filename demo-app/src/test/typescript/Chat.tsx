import { chatApi } from "./ChatApi.js"
import { useCall, useMessages, useSocket } from "./react.js"

export function Chat({ room, token }: { room: string; token: string }) {
  const chat = useSocket(() => {
    const client = chatApi({ room }, { headers: () => ({ authorization: `Bearer ${token}` }) })
    client.onopen = () => client.joinRoom({ history: 0 }).catch(console.error)
    return client
  }, [room, token])
  const messages = useMessages(chat, "newMessage", { limit: 500 })
  const { call: send, error, pending } = useCall(chat, "sendMessage")

  if (chat.state === "closed") return <p>{chat.error?.message}</p>
  return (
    <>
      {chat.state !== "open" && <p>Reconnecting…</p>}
      <ul>{messages.map((message) => <li key={message.id}>{message.author}: {message.text}</li>)}</ul>
      <button disabled={pending} onClick={() => send({ text: "Hello!", channelId: room })}>Say hello</button>
      {error && <p>{error.message}</p>}
    </>
  )
}
